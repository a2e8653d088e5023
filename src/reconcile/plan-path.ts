import { readCommit } from '../git/commits.js';
import type { TreeEntry } from '../git/git-objects.js';
import { goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { goneSinceCommit, renamedByCommit } from './committed-renames.js';
import { existedBefore } from './existed-before.js';
import { likelyRename } from './likely-rename.js';
import { type LoadChange, movedByPatch } from './moved-by-patch.js';
import { PathPlan } from './path-plan.js';
import { placeOfRename } from './place-of-rename.js';
import type { SnapshotView } from './snapshot-view.js';
import { stashedRemovals } from './stashed-removals.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';
import { ascending, countBelow, TimelineIndex } from './timeline-index.js';
import type { WorkTreeNames } from './work-tree-rename.js';

/**
 * Follows a file from its present name back through renames: those that a patch records, or makes of a deletion and an addition,
 * `mv` commands, those that two snapshots show, and those that a commit shows. A later name is followed only where nothing had
 * that name before.
 *
 * @param workTree null: the entries are not of the work tree that is there.
 */
export function planPath(
  entries: readonly TimelineEntry[],
  path: string,
  view: SnapshotView,
  repository: Repository,
  load: LoadChange,
  workTree: WorkTreeNames | null = null,
): PathPlan {
  const renamedFrom = workTree?.renamedFrom ?? null;
  const renamedAt = renamedFrom === null ? null : placeOfRename(entries, renamedFrom, path, view);
  let name = renamedFrom !== null && renamedAt === entries.length ? renamedFrom : path;
  const plan = new PathPlan(name, (i, then) => view.sights(entries, then).at(i));
  /** As long as the rename that only the work tree tells lies before what was reached: the entry it was before, or came with. */
  let pending = name === path ? renamedAt : null;
  /** The name that this rename led to. */
  let target = path;
  let stops = placesOf(entries, name, view);
  let i = entries.length;
  for (;;) {
    const stop = stops[countBelow(stops, i) - 1] ?? -1;
    if (renamedFrom !== null && pending !== null && stop < pending) {
      // What shows the new name shows it as it was before: a snapshot, from when it was taken.
      const isSnapshot = entries[pending]?.kind === 'snapshot';
      i = pending;
      pending = null;
      if (name !== target || (i === 0 && !isSnapshot)) continue;
      plan.goBack(renamedFrom, i, isSnapshot ? 'after' : 'before');
      name = renamedFrom;
      stops = placesOf(entries, name, view);
      continue;
    }
    if (stop === -1) return plan;
    i = stop;
    let older = nameBefore(entries, i, name, view, repository, load, workTree) ?? name;
    if (pending === i && entries[i]?.kind === 'snapshot') {
      if (older === target) older = renamedFrom ?? older;
      pending = null;
    }
    if (older === name) continue;
    const place = placeOfUntold(entries, i, older, name, view);
    plan.goBack(older, place ?? i, place === null ? 'after' : 'before');
    i = place ?? i;
    name = older;
    stops = placesOf(entries, name, view);
    if (renamedFrom !== null && !plan.names.includes(renamedFrom)) {
      // A record tells of the newest name alone: it may have been the one before that nobody told of.
      target = older;
      pending = placeOfRename(entries, renamedFrom, older, view, i);
    }
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
  workTree: WorkTreeNames | null,
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
      return (
        (from === null ? null : renamedByCommit(entries, i, name, from, to, view, repository)) ??
        (workTree === null ? null : goneSinceCommit(entries, i, name, to, view, repository, workTree))
      );
    }
    default:
      return null;
  }
}

/**
 * A snapshot or a commit shows that a file has another name: it had got it already where something before that changes it under that
 * name.
 *
 * @returns index of the first entry that does; null where none does, or entry `i` itself tells of the rename.
 */
function placeOfUntold(
  entries: readonly TimelineEntry[],
  i: number,
  older: string,
  name: string,
  view: SnapshotView,
): number | null {
  const kind = entries[i]?.kind;
  if (kind !== 'snapshot' && kind !== 'head') return null;
  const index = TimelineIndex.of(entries);
  const before = index.naming(older);
  const last = Math.max(before[countBelow(before, i) - 1] ?? -1, view.sights(entries, older).lastSeen(i) ?? -1);
  const naming = index.naming(name);
  const first = naming[countBelow(naming, last + 1)];
  return first !== undefined && first < i ? first : null;
}

/** One command may move a file several times, and others to the names that become free (`mv a t; mv b a; mv t b`). */
function moveSource(targets: readonly { path: string; op: string }[], name: string): string | null {
  let source = name;
  for (let i = targets.length - 1; i >= 0; i--) {
    const { op, path } = targets[i] as { path: string; op: string };
    if (path !== source) continue;
    // It left that name again: what has it afterwards came by no move.
    if (op === 'move-from' && source === name) return null;
    const from = op === 'move-to' ? targets.slice(0, i).findLastIndex((target) => target.op === 'move-from') : -1;
    if (from === -1) continue;
    source = targets[from]?.path ?? source;
    i = from;
  }
  return source === name ? null : source;
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
  const since = older === undefined ? -1 : entries.indexOf(older);
  const stashed = stashedRemovals(entries, repository)
    .filter(({ at }) => at > since && at < i)
    .flatMap((stash) => stash.gone);
  if (older?.kind === 'snapshot' && older.tree !== null) {
    // What the older one does not cover it has as in HEAD.
    if (snapshot === null && view.treeEntry(older.tree, name) !== null) return null;
    // Of two snapshots of different folders only what both cover tells anything (case C24).
    const gone = goneFiles(objects, older.tree, entry.tree).filter(
      ({ path }) => covers(older, path) && covers(entry, path),
    );
    const source = likelyRename(objects, gone, name, target) ?? likelyRename(objects, stashed, name, target);
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
