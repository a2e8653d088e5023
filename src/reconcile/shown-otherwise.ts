import type { GitObjects, Oid } from '../git/git-objects.js';
import type { GoneFile } from '../git/rename-source.js';
import { lookUp } from '../git/trees.js';
import type { TimelineEntry } from './timeline.js';
import { countBelow, TimelineIndex } from './timeline-index.js';

/** Of more gone files only equal contents are compared. */
const MOST_LOOKED_UP = 400;

/**
 * What commits hold of files that are gone at a point of a timeline, and what the last snapshot before it shows otherwise: a file may have
 * been changed since it was committed.
 *
 * @param at index of the entry with which they went. @returns in the order of the paths; one that is shown otherwise several times.
 */
export function withShown(
  committed: readonly GoneFile[],
  entries: readonly TimelineEntry[],
  at: number,
  objects: GitObjects,
): GoneFile[] {
  const trees = committed.length > MOST_LOOKED_UP ? [] : treesBefore(entries, at, objects);
  const shown = committed.flatMap(({ path, entry }) =>
    trees.flatMap((tree) => {
      const seen = lookUp(objects, tree, path);
      return seen === null || seen.oid === entry.oid ? [] : [{ path, entry: seen }];
    }),
  );
  return [...committed, ...shown].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Trees of the last snapshot before an entry, and of the last one of all folders: one of a folder shows the rest as HEAD has it. */
function treesBefore(entries: readonly TimelineEntry[], at: number, objects: GitObjects): Oid[] {
  const { snapshots } = TimelineIndex.of(entries);
  const trees: Oid[] = [];
  for (let k = countBelow(snapshots, at) - 1; k >= 0; k--) {
    const snapshot = entries[snapshots[k] ?? -1];
    if (snapshot?.kind !== 'snapshot' || snapshot.tree === null || !objects.has(snapshot.tree)) continue;
    const isWhole = snapshot.scope === null || snapshot.scope === '';
    if (isWhole || trees.length === 0) trees.push(snapshot.tree);
    if (isWhole) break;
  }
  return trees;
}
