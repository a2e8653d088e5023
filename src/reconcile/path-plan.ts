import { readCommit } from '../git/commits.js';
import type { Oid, TreeEntry } from '../git/git-objects.js';
import { goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { likelyRename } from './likely-rename.js';
import { type LoadChange, movedByPatch } from './moved-by-patch.js';
import type { Sight, SnapshotView } from './snapshot-view.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';

/** The name that one file bore around each entry of a timeline. */
export interface PathPlan {
  /** `before[i]`, `after[i]`: its path before and after entry i happened. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Its path at the timeline's end, before a rename that only the work tree tells. */
  readonly last: string;
  /** What each snapshot shows at the name of then; undefined for entries that are not snapshots. */
  readonly sights: readonly (Sight | undefined)[];
}

/**
 * Follows a file from its present name back through renames: those that a patch records, or makes of a deletion and an addition,
 * `mv` commands, those that two snapshots show, and those that a commit shows. A later name is followed only where nothing had
 * that name before.
 *
 * @param renamedFrom the name before a rename that is not committed yet, or null.
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
  const renamedAt = renamedFrom === null ? null : placeOfRename(entries, renamedFrom, path, view);
  if (renamedFrom !== null && renamedAt === entries.length) name = renamedFrom;
  const last = name;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (renamedFrom !== null && renamedAt === i + 1 && name === path && entries[i + 1]?.kind !== 'snapshot') {
      name = renamedFrom;
    }
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
          name = renamedBetweenSnapshots(entries, i, name, sight.entry, view, repository) ?? name;
        }
        if (renamedFrom !== null && renamedAt === i && name === path) name = renamedFrom;
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

/** The names that the file bore around some entries of the timeline (indices, both included), the latest last. */
export function namesBetween({ before, after }: PathPlan, from: number, to: number): string[] {
  const names: string[] = [];
  for (let i = from; i <= to; i++) {
    for (const name of [before[i], after[i]]) if (name !== undefined && name !== names.at(-1)) names.push(name);
  }
  return names;
}

/**
 * Where among the entries a file came from one name to another, without any of them telling so: as late as possible, but before
 * what shows the new name, or that the old one is gone.
 *
 * @returns index of the entry that it was before (of a snapshot: that first showed it), their number: it was after all of them;
 * null where the entries tell otherwise.
 */
function placeOfRename(entries: readonly TimelineEntry[], from: string, to: string, view: SnapshotView): number | null {
  let place = entries.length;
  let i = entries.length - 1;
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
      if (old === 'present' || now === 'absent') return 'old';
      return old === 'absent' || now === 'present' ? 'new' : null;
    }
    default:
      return null;
  }
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
  target: TreeEntry,
  view: SnapshotView,
  repository: Repository,
): string | null {
  const { existed, snapshot } = existedBefore(entries, i, name, view);
  const entry = entries[i];
  const older = snapshot ?? entries.slice(0, i).findLast((other) => other.kind === 'snapshot' && other.tree !== null);
  if (existed || older?.kind !== 'snapshot' || older.tree === null) return null;
  if (entry?.kind !== 'snapshot' || entry.tree === null) return null;
  // What the older one does not cover it has as in HEAD.
  if (snapshot === null && view.treeEntry(older.tree, name) !== null) return null;
  const { objects } = repository;
  // Of two snapshots of different folders only what both cover tells anything (case C24).
  const gone = goneFiles(objects, older.tree, entry.tree).filter(
    ({ path }) => covers(older, path) && covers(entry, path),
  );
  return likelyRename(objects, gone, name, target);
}

function covers({ scope }: SnapshotEntry, path: string): boolean {
  return scope === null || scope === '' || path.startsWith(`${scope}/`);
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
  if (existedBefore(entries, i, name, view).existed || isReturn(entries, i, name, blob.oid, view, repository))
    return null;
  const { objects } = repository;
  return likelyRename(objects, goneFiles(objects, older.tree, newer.tree), name, blob);
}

/** Whether git brought back what HEAD had by the same name before: another branch, not another name. */
function isReturn(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  blob: Oid,
  view: SnapshotView,
  { objects }: Repository,
): boolean {
  const entry = entries[i];
  if (entry?.kind !== 'head' || entry.move.kind === 'commit') return false;
  return entries.slice(0, i).some((earlier) => {
    if (earlier.kind !== 'head') return false;
    return [earlier.move.before, earlier.move.after].some((oid) => {
      const commit = oid === null ? null : readCommit(objects, oid);
      return commit !== null && view.treeEntry(commit.tree, name)?.oid === blob;
    });
  });
}
