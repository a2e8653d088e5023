import { readCommit } from '../git/commits.js';
import type { Oid, TreeEntry } from '../git/git-objects.js';
import { goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { existedBefore } from './existed-before.js';
import { likelyRename } from './likely-rename.js';
import { type LoadChange, movedByPatch } from './moved-by-patch.js';
import { PathPlan } from './path-plan.js';
import { placeOfRename } from './place-of-rename.js';
import type { SnapshotView } from './snapshot-view.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';
import { ascending, countBelow, TimelineIndex } from './timeline-index.js';

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
  const renamedAt = renamedFrom === null ? null : placeOfRename(entries, renamedFrom, path, view);
  let name = renamedFrom !== null && renamedAt === entries.length ? renamedFrom : path;
  const plan = new PathPlan(name, (i, then) => view.sights(entries, then).at(i));
  /** As long as the rename that only the work tree tells lies before what was reached: the entry it was before, or came with. */
  let pending = name === path ? renamedAt : null;
  let stops = placesOf(entries, name, view);
  let i = entries.length;
  for (;;) {
    const stop = stops[countBelow(stops, i) - 1] ?? -1;
    if (renamedFrom !== null && pending !== null && stop < pending) {
      // What shows the new name shows it as it was before: a snapshot, from when it was taken.
      const isSnapshot = entries[pending]?.kind === 'snapshot';
      i = pending;
      pending = null;
      if (name !== path || (i === 0 && !isSnapshot)) continue;
      plan.goBack(renamedFrom, i, isSnapshot ? 'after' : 'before');
      name = renamedFrom;
      stops = placesOf(entries, name, view);
      continue;
    }
    if (stop === -1) return plan;
    i = stop;
    let older = nameBefore(entries, i, name, view, repository, load) ?? name;
    if (pending === i && entries[i]?.kind === 'snapshot') {
      if (older === path) older = renamedFrom ?? older;
      pending = null;
    }
    if (older === name) continue;
    plan.goBack(older, i, 'after');
    name = older;
    stops = placesOf(entries, name, view);
  }
}

/** Indices of the entries that can tell where a name is from, ascending: all others leave it as it is. */
function placesOf(entries: readonly TimelineEntry[], name: string, view: SnapshotView): number[] {
  const index = TimelineIndex.of(entries);
  const naming = index.naming(name);
  const sights = view.sights(entries, name);
  return ascending([index.heads, naming, sights.turns, naming.flatMap((i) => sights.nextSeen(i) ?? [])]);
}

/** The other name that a file had before entry `i`; null where the entry tells of none. */
function nameBefore(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  view: SnapshotView,
  repository: Repository,
  load: LoadChange,
): string | null {
  const entry = entries[i];
  switch (entry?.kind) {
    case 'change': {
      if (entry.path !== name || entry.event.outcome !== 'applied') return null;
      if (entry.event.op === 'rename') return entry.oldPath;
      if (entry.event.op !== 'create') return null;
      const from = movedByPatch(entries, i, view, repository, load);
      return from !== null && !existedBefore(entries, i, name, view).existed ? from : null;
    }
    case 'command':
      return entry.event.outcome === 'applied' ? moveSource(entry.targets, name) : null;
    case 'snapshot': {
      const sight = view.sights(entries, name).at(i);
      if (sight?.kind !== 'present') return null;
      return renamedBetweenSnapshots(entries, i, name, sight.entry, view, repository);
    }
    case 'head': {
      const { before: from, after: to } = entry.move;
      return from === null ? null : renamedByCommit(entries, i, name, from, to, view, repository);
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
  if (existed || entry?.kind !== 'snapshot' || entry.tree === null) return null;
  const older = snapshot ?? entries.slice(0, i).findLast((other) => other.kind === 'snapshot' && other.tree !== null);
  const { objects } = repository;
  if (older?.kind === 'snapshot' && older.tree !== null) {
    // What the older one does not cover it has as in HEAD.
    if (snapshot === null && view.treeEntry(older.tree, name) !== null) return null;
    // Of two snapshots of different folders only what both cover tells anything (case C24).
    const gone = goneFiles(objects, older.tree, entry.tree).filter(
      ({ path }) => covers(older, path) && covers(entry, path),
    );
    const source = likelyRename(objects, gone, name, target);
    if (source !== null) return source;
  }
  return renamedSinceCommit(entry, name, target, view, repository);
}

/** What was committed since an older snapshot, or without any, may be more like the file than what such a one shows. */
function renamedSinceCommit(
  snapshot: SnapshotEntry,
  name: string,
  target: TreeEntry,
  view: SnapshotView,
  { objects }: Repository,
): string | null {
  const { event, tree } = snapshot;
  const head = event.parent === null ? null : readCommit(objects, event.parent);
  if (head === null || tree === null || view.treeEntry(head.tree, name) !== null) return null;
  const gone = goneFiles(objects, head.tree, tree).filter(({ path }) => covers(snapshot, path));
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
  const source =
    likelyRename(objects, goneFiles(objects, older.tree, newer.tree), name, blob) ??
    goneInNextCommit(entries, i, older.tree, name, blob, repository);
  return source === null || hadBeforeReset(entries, i, name, source, view, repository) ? null : source;
}

/** The name that went only with the commit after the one that brought the new name, as where that was added by itself. */
function goneInNextCommit(
  entries: readonly TimelineEntry[],
  i: number,
  older: Oid,
  name: string,
  blob: TreeEntry,
  { objects }: Repository,
): string | null {
  const next = entries.slice(i + 1).find(({ kind }) => kind === 'snapshot' || kind === 'head');
  const [move, nextMove] = [entries[i], next].map((entry) => (entry?.kind === 'head' ? entry.move : null));
  if (move?.kind !== 'commit' || nextMove?.kind !== 'commit') return null;
  const commit = readCommit(objects, nextMove.after);
  return commit === null ? null : likelyRename(objects, goneFiles(objects, older, commit.tree), name, blob);
}

/**
 * Whether HEAD was only set back before a commit, as when commits are squashed, and had the file by its later name already. Then a
 * commit before tells of the rename.
 */
function hadBeforeReset(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  source: string,
  view: SnapshotView,
  { objects }: Repository,
): boolean {
  const index = TimelineIndex.of(entries);
  const reset = index.heads[countBelow(index.heads, i) - 1] ?? -1;
  const entry = entries[reset];
  if (entry?.kind !== 'head' || entry.move.kind !== 'reset' || entry.move.before === null) return false;
  const since = index.naming(source);
  if ((since[countBelow(since, i) - 1] ?? -1) > reset || (view.sights(entries, name).lastSeen(i) ?? -1) > reset)
    return false;
  const commit = readCommit(objects, entry.move.before);
  return commit !== null && view.treeEntry(commit.tree, name) !== null;
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
