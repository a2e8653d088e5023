import type { SnapshotView } from './snapshot-view.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';
import { countBelow, TimelineIndex } from './timeline-index.js';

export interface Existence {
  readonly existed: boolean;
  /** The snapshot that shows that it was not there. */
  readonly snapshot: SnapshotEntry | null;
}

/** Whether something before entry `i`, back to the snapshot that first tells, shows that `name` was there already. */
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
      if (entry.path === name) return { existed: entry.event.op !== 'delete', snapshot: null };
      if (entry.oldPath === name) return { existed: false, snapshot: null };
    }
    if (entry?.kind === 'command' && entry.targets.some((target) => target.path === name && target.op !== 'delete')) {
      return { existed: true, snapshot: null };
    }
  }
  if (seen === null || sights.at(seen)?.kind === 'present') return { existed: seen !== null, snapshot: null };
  return { existed: false, snapshot: entries[seen] as SnapshotEntry };
}
