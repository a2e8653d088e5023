import { existedBefore } from './existed-before.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';

/**
 * Where among the entries a file came from one name to another, without any of them telling so: as late as possible, but before
 * what shows the new name, or that the old one is gone.
 *
 * @param until how many of the entries come before the latest time at which it can have been.
 * @returns index of the entry that it was before (of a snapshot: that first showed it), `until`: it was after all of them;
 * null where the entries tell otherwise.
 */
export function placeOfRename(
  entries: readonly TimelineEntry[],
  from: string,
  to: string,
  view: SnapshotView,
  until = entries.length,
): number | null {
  let place = until;
  let i = until - 1;
  for (; i >= 0; i--) {
    const shown = entries[i] === undefined ? null : whatShows(entries[i] as TimelineEntry, from, to, view);
    if (shown === 'otherwise') return null;
    if (shown === 'old') break;
    if (shown === 'new') place = i;
  }
  return existedBefore(entries, i + 1, to, view).existed ? null : place;
}

/** Which of a file's names an entry shows; `otherwise`: it tells itself what became of the one, or where the other is from. */
function whatShows(
  entry: TimelineEntry,
  from: string,
  to: string,
  view: SnapshotView,
): 'old' | 'new' | 'otherwise' | null {
  switch (entry.kind) {
    case 'change': {
      const { op, outcome } = entry.event;
      if (outcome !== 'applied') return null;
      if (entry.path === to) return op === 'modify' ? 'new' : 'otherwise';
      if (entry.oldPath === from || (entry.path === from && op === 'delete')) return 'otherwise';
      return entry.path === from ? 'old' : entry.oldPath === to ? 'otherwise' : null;
    }
    case 'command': {
      const ops = entry.targets.filter(({ path }) => path === to).map(({ op }) => op);
      if (ops.length > 0) return ops.every((op) => op === 'edit' || op === 'append') ? 'new' : 'otherwise';
      const named = entry.targets.find(({ path }) => path === from);
      return named === undefined ? null : named.op === 'delete' ? 'otherwise' : 'old';
    }
    case 'snapshot': {
      const old = view.see(entry, from).kind;
      const now = view.see(entry, to).kind;
      if (old === 'absent' && now === 'absent') return 'otherwise';
      if (old === 'present' || now === 'absent') return 'old';
      return old === 'absent' || now === 'present' ? 'new' : null;
    }
    default:
      return null;
  }
}
