import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { type LoadChange, movedByPatch } from './moved-by-patch.js';
import { findRenameSource } from './rename-source.js';
import type { Sight, SnapshotView } from './snapshot-view.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';

/** The name that one file bore around each entry of a timeline. */
export interface PathPlan {
  /** `before[i]`, `after[i]`: its path before and after entry i happened. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Its path at the timeline's end, before a rename that only the index tells. */
  readonly last: string;
  /** What each snapshot shows at the name of then; undefined for entries that are not snapshots. */
  readonly sights: readonly (Sight | undefined)[];
}

/**
 * Follows a file from its present name back through renames: those that a patch records, or makes of a deletion and an addition,
 * `mv` commands, those that two snapshots show, and those that a commit shows. A later name is followed only where nothing had
 * that name before.
 *
 * @param renamedFrom the name before a rename that is staged and not committed yet, or null.
 */
export function planPath(
  entries: readonly TimelineEntry[],
  path: string,
  view: SnapshotView,
  repository: Repository,
  load: LoadChange,
  renamedFrom: string | null = null,
): PathPlan {
  const before: string[] = new Array<string>(entries.length);
  const after: string[] = new Array<string>(entries.length);
  const sights: (Sight | undefined)[] = new Array<Sight | undefined>(entries.length).fill(undefined);
  let name = path;
  if (renamedFrom !== null && !existedBefore(entries, entries.length, path, view).existed) name = renamedFrom;
  const last = name;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    after[i] = name;
    switch (entry?.kind) {
      case 'change':
        if (entry.event.op === 'rename' && entry.path === name && entry.event.outcome === 'applied') {
          name = entry.oldPath ?? name;
        } else if (entry.event.op === 'create' && entry.path === name && entry.event.outcome === 'applied') {
          const from = movedByPatch(entries, i, view, repository, load);
          if (from !== null && !existedBefore(entries, i, name, view).existed) name = from;
        }
        break;
      case 'command':
        if (entry.event.outcome === 'applied') name = moveSource(entry.targets, name) ?? name;
        break;
      case 'snapshot': {
        const sight = view.see(entry, name);
        sights[i] = sight;
        if (sight.kind === 'present') {
          name = renamedBetweenSnapshots(entries, i, name, sight.entry.oid, view, repository) ?? name;
        }
        break;
      }
      case 'head': {
        const { before: from, after: to } = entry.move;
        if (from !== null) name = renamedByCommit(entries, i, name, from, to, view, repository) ?? name;
        break;
      }
    }
    before[i] = name;
  }
  return { before, after, last, sights };
}

function moveSource(targets: readonly { path: string; op: string }[], name: string): string | null {
  const to = targets.findIndex((target) => target.op === 'move-to' && target.path === name);
  const from = to === -1 ? undefined : targets.slice(0, to).findLast((target) => target.op === 'move-from');
  return from?.path ?? null;
}

/** Whether something before entry `i`, back to the snapshot that first tells, shows that `name` was there already. */
function existedBefore(entries: readonly TimelineEntry[], i: number, name: string, view: SnapshotView): Existence {
  for (let k = i - 1; k >= 0; k--) {
    const entry = entries[k];
    if (entry?.kind === 'change' && entry.event.outcome === 'applied') {
      if (entry.path === name) return { existed: entry.event.op !== 'delete', snapshot: null };
      if (entry.oldPath === name) return { existed: false, snapshot: null };
    }
    if (entry?.kind === 'command' && entry.targets.some((target) => target.path === name && target.op !== 'delete')) {
      return { existed: true, snapshot: null };
    }
    if (entry?.kind === 'snapshot') {
      const sight = view.see(entry, name);
      if (sight.kind === 'present') return { existed: true, snapshot: null };
      if (sight.kind === 'absent') return { existed: false, snapshot: entry };
    }
  }
  return { existed: false, snapshot: null };
}

interface Existence {
  readonly existed: boolean;
  /** The snapshot that shows that it was not there. */
  readonly snapshot: SnapshotEntry | null;
}

function renamedBetweenSnapshots(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  blob: Oid,
  view: SnapshotView,
  repository: Repository,
): string | null {
  const { existed, snapshot } = existedBefore(entries, i, name, view);
  const entry = entries[i];
  if (existed || snapshot?.tree == null || entry?.kind !== 'snapshot' || entry.tree === null) return null;
  // Two snapshots of different folders differ by what they cover: nothing follows from that.
  if ((snapshot.scope ?? '') !== (entry.scope ?? '')) return null;
  return findRenameSource(repository.objects, snapshot.tree, entry.tree, blob);
}

function renamedByCommit(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  from: Oid,
  to: Oid,
  view: SnapshotView,
  repository: Repository,
): string | null {
  const older = readCommit(repository.objects, from);
  const newer = readCommit(repository.objects, to);
  if (older === null || newer === null) return null;
  const blob = view.treeEntry(newer.tree, name);
  if (blob === null || view.treeEntry(older.tree, name) !== null) return null;
  if (existedBefore(entries, i, name, view).existed) return null;
  return findRenameSource(repository.objects, older.tree, newer.tree, blob.oid);
}
