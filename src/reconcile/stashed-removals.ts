import { readCommit } from '../git/commits.js';
import { type GoneFile, goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import type { HeadMove } from './head-moves.js';
import { withShown } from './shown-otherwise.js';
import type { TimelineEntry } from './timeline.js';
import { TimelineIndex } from './timeline-index.js';

/** Files that were gone from the work tree when it was stashed, and that the stash brought back. */
export interface StashedRemovals {
  /** Index of the entry that is the stash's move of HEAD. */
  readonly at: number;
  readonly gone: readonly GoneFile[];
}

/** How much later than the stash's commit its move of HEAD may be, in seconds. */
const LATEST = 2;
/** Asked for file after file of one timeline. */
const remembered = new WeakMap<readonly TimelineEntry[], readonly StashedRemovals[]>();

/** What stashes that were not taken back yet tell: the commit of each holds the tracked files as the work tree had them then. */
export function stashedRemovals(entries: readonly TimelineEntry[], repository: Repository): readonly StashedRemovals[] {
  let known = remembered.get(entries);
  if (known === undefined) {
    known = findStashed(entries, repository);
    remembered.set(entries, known);
  }
  return known;
}

function findStashed(entries: readonly TimelineEntry[], repository: Repository): StashedRemovals[] {
  const { objects } = repository;
  const resets = TimelineIndex.of(entries).heads.filter((at) => isOfStash(entries[at]));
  if (resets.length === 0) return [];
  const stashes = repository.reflog('refs/stash').flatMap(({ after }) => {
    const commit = after === null ? null : readCommit(objects, after);
    const parent = commit?.parents[0];
    const base = parent === undefined ? null : readCommit(objects, parent);
    return commit === null || base === null ? [] : [{ commit, parent, base }];
  });
  return resets.flatMap((at) => {
    const move = (entries[at] as { readonly move: HeadMove }).move;
    const stash = stashes.find(({ commit, parent }) => {
      const late = move.time - commit.committer.time;
      return parent === move.after && late >= 0 && late <= LATEST;
    });
    if (stash === undefined) return [];
    const committed = goneFiles(objects, stash.base.tree, stash.commit.tree);
    return [{ at, gone: withShown(committed, entries, at, objects) }];
  });
}

/** A stash resets the work tree, and leaves HEAD where it is. */
function isOfStash(entry: TimelineEntry | undefined): boolean {
  return entry?.kind === 'head' && entry.move.kind === 'reset' && entry.move.before === entry.move.after;
}
