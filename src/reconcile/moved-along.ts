import type { ChangeTelling, PatchChunk } from '../model/agent-event.js';
import { locateResults } from '../patch/locate-chunks.js';
import { linesOf } from './added-lines.js';
import { linesIn, type StepOfLine } from './chain.js';
import type { DraftEdit } from './draft-edit.js';
import { asChunk } from './find-replacement.js';
import type { FollowedFile } from './followed-file.js';

/**
 * Lines of changes that were carried out on a content which nothing confirmed, and that stand elsewhere in what came next, together with
 * the lines that the change found around them. Somebody moved those lines before the change, as far as anything tells: the change found
 * them where they are now, and what it brought is still its own. It may have been after it just as well, so that the changes are known
 * no better than by their lines.
 *
 * @param content what came next. @returns null where there are no such lines.
 */
export function movedAlong(file: FollowedFile, content: Buffer): StepOfLine | null {
  const lost = lostDrafts(file, content);
  if (lost.size === 0) return null;
  const texts = linesOf(content.toString('utf8'));
  const isNew = linesIn(file.chain.hunksTo(content));
  const steps = new Map<number, number>();
  for (const [draft, step] of lost) {
    if (draft.event.kind !== 'file_change') continue;
    const { tellings, before } = file.input.texts.change(draft.event);
    // A record that tells what it found leaves no doubt of what was moved later.
    if (before !== undefined) continue;
    const chunks = tellings.map(chunksOf).find((some) => some.length > 0) ?? [];
    for (const { how, blocks, runs } of locateResults(texts, chunks)) {
      const [block, other] = blocks;
      // Lines that stand there by themselves are not where the change found its place.
      const added = runs.reduce((sum, { start, end }) => sum + end - start, 0);
      if (how !== 'block' || block === undefined || other !== undefined || added === block.end - block.start) continue;
      for (const { start, end } of runs) {
        for (let line = start; line < end; line++) {
          if (!isNew(line)) continue;
          steps.set(line, step);
          draft.evidence = 'fragment';
        }
      }
    }
  }
  return steps.size === 0 ? null : (line) => steps.get(line) ?? null;
}

/** Changes of this window whose base no snapshot of their turn showed and of which the next content has not all lines in place. */
function lostDrafts({ chain, anchor }: FollowedFile, content: Buffer): Map<DraftEdit, number> {
  const lost = new Map<DraftEdit, number>();
  if (chain.version === null || chain.content == null) return lost;
  for (const { beforeStart, beforeEnd } of chain.hunksTo(content)) {
    for (let line = beforeStart; line < beforeEnd; line++) {
      const n = chain.stepAt(chain.version, line);
      const step = chain.steps[n];
      if (step?.kind !== 'agent' || step.edit.event.kind !== 'file_change') continue;
      const { snapshotBefore, snapshotAfter, event } = step.edit;
      const isOfWindow = snapshotAfter === null && snapshotBefore === (anchor?.entry.event.commit ?? null);
      if (isOfWindow && anchor?.entry.event.turn !== event.turn) lost.set(step.edit, n);
    }
  }
  return lost;
}

/** What a change tells together with the lines around it. */
function chunksOf(telling: ChangeTelling): readonly PatchChunk[] {
  switch (telling.kind) {
    case 'apply_patch':
      return telling.chunks;
    case 'replacements':
      return telling.steps.map(asChunk);
    default:
      return [];
  }
}
