import type { SnapshotView } from './snapshot-view.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';
import { countBelow, TimelineIndex } from './timeline-index.js';

/** What a command does to a file that needs one that is there, or leaves none. */
const IN_PLACE: ReadonlySet<string> = new Set(['edit', 'delete']);

export interface Existence {
  readonly existed: boolean;
  /** The snapshot that shows that it was not there. */
  readonly snapshot: SnapshotEntry | null;
}

/**
 * Whether something before entry `i`, back to the snapshot that first tells, shows that `name` was there already. What changes a file in
 * place tells that it was there by then, not since when.
 */
export function existedBefore(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  view: SnapshotView,
): Existence {
  const sights = view.sights(entries, name);
  const seen = sights.lastSeen(i);
  const naming = TimelineIndex.of(entries).naming(name);
  for (let n = countBelow(naming, i) - 1; n >= 0; n--) {
    const k = naming[n] as number;
    if (seen !== null && k < seen) break;
    const entry = entries[k];
    if (entry?.kind === 'change' && entry.event.outcome === 'applied') {
      const { op } = entry.event;
      if (entry.path === name && op !== 'modify') return { existed: op !== 'delete', snapshot: null };
      if (entry.oldPath === name && op !== 'modify') return { existed: false, snapshot: null };
    }
    if (entry?.kind === 'command' && entry.targets.some(({ path, op }) => path === name && !IN_PLACE.has(op))) {
      return { existed: true, snapshot: null };
    }
  }
  if (seen === null || sights.at(seen)?.kind === 'present') return { existed: seen !== null, snapshot: null };
  return { existed: false, snapshot: entries[seen] as SnapshotEntry };
}
