import { readCommit } from '../git/commits.js';
import type { TreeEntry } from '../git/git-objects.js';
import { goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { existedBefore } from './existed-before.js';
import { committedFirst, likelyRename } from './likely-rename.js';
import type { SnapshotView } from './snapshot-view.js';
import { stashedRemovals } from './stashed-removals.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';

/** The name that a file had before the snapshot that is entry `i` first shows it by the name that it has now. */
export function renamedBetweenSnapshots(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  view: SnapshotView,
  repository: Repository,
): string | null {
  const { existed, snapshot } = existedBefore(entries, i, name, view);
  return existed ? null : goneBefore(entries, i, name, snapshot, view, repository);
}

/**
 * Of the files that are gone by the snapshot that is entry `i`, the one that it shows by a name that was not there before.
 *
 * @param before the snapshot to compare it with; null: the last one before it that is stored.
 */
export function goneBefore(
  entries: readonly TimelineEntry[],
  i: number,
  name: string,
  before: SnapshotEntry | null,
  view: SnapshotView,
  repository: Repository,
): string | null {
  const entry = entries[i];
  const sight = view.sights(entries, name).at(i);
  if (sight?.kind !== 'present' || entry?.kind !== 'snapshot' || entry.tree === null) return null;
  const target = sight.entry;
  const older = before ?? entries.slice(0, i).findLast((other) => other.kind === 'snapshot' && other.tree !== null);
  const { objects } = repository;
  const since = older === undefined ? -1 : entries.indexOf(older);
  const stashed = stashedRemovals(entries, repository)
    .filter(({ at }) => at > since && at < i)
    .flatMap((stash) => stash.gone);
  if (older?.kind === 'snapshot' && older.tree !== null) {
    // What the older one does not cover it has as in HEAD.
    if (before === null && view.treeEntry(older.tree, name) !== null) return null;
    // Of two snapshots of different folders only what both cover tells anything (case C24).
    const gone = goneFiles(objects, older.tree, entry.tree).filter(
      ({ path }) => covers(older, path) && covers(entry, path),
    );
    const head = older.event.parent === null ? null : readCommit(objects, older.event.parent);
    const isCommitted = (path: string): boolean => head !== null && view.treeEntry(head.tree, path) !== null;
    const source =
      likelyRename(objects, committedFirst(gone, isCommitted), name, target) ??
      likelyRename(objects, stashed, name, target);
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
