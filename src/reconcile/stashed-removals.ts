import { type GoneFile, goneFiles } from '../git/rename-source.js';
import type { Repository } from '../git/repository.js';
import { withShown } from './shown-otherwise.js';
import { isOfStash, readStashes, stashOf } from './stashes.js';
import type { TimelineEntry } from './timeline.js';
import { TimelineIndex } from './timeline-index.js';

/** Files that were gone from the work tree when it was stashed, and that the stash brought back. */
export interface StashedRemovals {
  /** Index of the entry that is the stash's move of HEAD. */
  readonly at: number;
  readonly gone: readonly GoneFile[];
}

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
  const moves = TimelineIndex.of(entries).heads.flatMap((at) => {
    const entry = entries[at];
    return entry?.kind === 'head' && isOfStash(entry.move) ? [{ at, move: entry.move }] : [];
  });
  if (moves.length === 0) return [];
  const stashes = readStashes(repository);
  return moves.flatMap(({ at, move }) => {
    const stash = stashOf(move, stashes);
    if (stash === null) return [];
    const committed = goneFiles(objects, stash.base.tree, stash.commit.tree);
    return [{ at, gone: withShown(committed, entries, at, objects) }];
  });
}
