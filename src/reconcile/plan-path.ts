import type { Repository } from '../git/repository.js';
import { goneSinceCommit, renamedByCommit } from './committed-renames.js';
import { existedBefore } from './existed-before.js';
import { type LoadChange, movedByPatch } from './moved-by-patch.js';
import { PathPlan } from './path-plan.js';
import { placeOfRename } from './place-of-rename.js';
import { renamedBetweenSnapshots } from './snapshot-renames.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';
import { ascending, countBelow, TimelineIndex } from './timeline-index.js';
import { isMoveShown } from './unconfirmed-move.js';
import { UntoldSource } from './untold-source.js';
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
  let renamedFrom = workTree?.renamedFrom ?? null;
  const untold = new UntoldSource(entries, view, repository, renamedFrom);
  const renamedAt = renamedFrom === null ? null : placeOfRename(entries, renamedFrom, path, view);
  let name = renamedFrom !== null && renamedAt === entries.length ? renamedFrom : path;
  const plan = new PathPlan(name, (i, then) => view.sights(entries, then).at(i));
  /** As long as the rename that no entry tells lies before what was reached: the entry it was before, or came with. */
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
    if (older === name) {
      untold.passes(i, name);
      continue;
    }
    const place = placeOfUntold(entries, i, older, name, view);
    plan.goBack(older, place ?? i, place === null ? 'after' : 'before');
    i = place ?? i;
    name = older;
    stops = placesOf(entries, name, view);
    // A record tells of the newest name alone: it may have been the one before that nobody told of.
    renamedFrom = untold.of(i, older, plan.names);
    target = older;
    pending = renamedFrom === null ? null : placeOfRename(entries, renamedFrom, older, view, i);
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
      if (entry.path !== name) return null;
      const isApplied = entry.event.outcome === 'applied';
      if (entry.event.op === 'rename') {
        const present = workTree?.content ?? null;
        return isApplied || isMoveShown(entries, i, view, repository, load, present) ? entry.oldPath : null;
      }
      if (!isApplied) return null;
      if (entry.event.op !== 'create') return null;
      const from = movedByPatch(entries, i, view, repository, load);
      return from !== null && !existedBefore(entries, i, name, view).existed ? from : null;
    }
    case 'command':
      return entry.event.outcome === 'applied' ? moveSource(entry.targets, name) : null;
    case 'snapshot':
      return renamedBetweenSnapshots(entries, i, name, view, repository);
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
