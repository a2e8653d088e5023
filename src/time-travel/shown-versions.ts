import type { Chain } from '../reconcile/chain.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';

/**
 * For changes that fitted nothing when they were made: the version that shows just what they left. That is so where everything new in
 * it is theirs: the last of them made it.
 *
 * @param drafts in their order.
 */
export function shownVersions(chain: Chain, drafts: readonly DraftEdit[]): Map<DraftEdit, number> {
  const found = new Map<DraftEdit, number>();
  if (drafts.length === 0) return found;
  const wanted = new Set<DraftEdit>(drafts);
  const seen = new Set<DraftEdit>();
  for (let version = 0; version < chain.weave.versionCount; version++) {
    if (chain.weave.isAbsentAt(version)) continue;
    const writers = new Set<DraftEdit | null>();
    const steps = chain.stepsAt(version);
    for (const { afterStart, afterEnd } of chain.weave.hunksAt(version)) {
      for (let line = afterStart; line < afterEnd; line++) {
        const step = chain.steps[steps[line] as number];
        writers.add(step?.kind === 'agent' ? step.edit : null);
      }
    }
    const isAllTheirs = writers.size > 0 && [...writers].every((draft) => draft !== null && wanted.has(draft));
    const last = drafts.findLast((draft) => writers.has(draft) && !seen.has(draft));
    if (isAllTheirs && last !== undefined && chain.stepOf(version)?.kind !== 'agent') found.set(last, version);
    for (const draft of writers) if (draft !== null) seen.add(draft);
  }
  return found;
}
