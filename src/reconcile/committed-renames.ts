import { readCommit } from '../git/commits.js';
import type { Oid, TreeEntry } from '../git/git-objects.js';
import { goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { existedBefore } from './existed-before.js';
import { likelyRename } from './likely-rename.js';
import { withShown } from './shown-otherwise.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';
import { countBelow, TimelineIndex } from './timeline-index.js';
import type { WorkTreeNames } from './work-tree-rename.js';

/** The name that a file had before a move of HEAD brought the one that it has now, by the commits that it leads from and to. */
export function renamedByCommit(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  from: Oid,
  to: Oid,
  view: SnapshotView,
  repository: Repository,
): string | null {
  return existedBefore(entries, i, name, view).existed
    ? null
    : goneByCommit(entries, i, name, from, to, view, repository);
}

/** Of the files that a move of HEAD took away, the one that it brought by a name that HEAD had not before. */
export function goneByCommit(
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
  if (isReturn(entries, i, name, blob.oid, view, repository)) return null;
  const { objects } = repository;
  const gone = goneFiles(objects, older.tree, newer.tree);
  const source =
    likelyRename(objects, gone, name, blob) ??
    likelyRename(objects, withShown(gone, entries, i, objects), name, blob) ??
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
 * The name that is gone from the work tree though no commit tells so: it was not committed, or its end is not. Only after all snapshots,
 * which would tell.
 */
export function goneSinceCommit(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  to: Oid,
  view: SnapshotView,
  { objects }: Repository,
  { missing }: WorkTreeNames,
): string | null {
  const entry = entries[i];
  const commit = readCommit(objects, to);
  if (entry?.kind !== 'head' || entry.move.kind !== 'commit' || commit === null) return null;
  const blob = view.treeEntry(commit.tree, name);
  const before = entry.move.before === null ? null : readCommit(objects, entry.move.before);
  if (blob === null || (before !== null && view.treeEntry(before.tree, name) !== null)) return null;
  const index = TimelineIndex.of(entries);
  const hasSeen = (k: number): boolean => k > i && view.sights(entries, name).lastSeen(k + 1) === k;
  if (index.snapshots.some(hasSeen) || existedBefore(entries, i, name, view).existed) return null;
  const { gone, contents } = missing();
  const files = gone.filter(({ path }) => (index.naming(path).at(-1) ?? -1) < i);
  return likelyRename(objects, files, name, blob, contents);
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
