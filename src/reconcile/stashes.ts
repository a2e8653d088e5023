import { readCommit } from '../git/commits.js';
import type { Commit, Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { HeadMove } from './head-moves.js';

/** A stash that was not taken back yet: its commit holds the tracked files as the work tree had them then. */
export interface Stash {
  readonly commit: Commit;
  /** HEAD then. */
  readonly parent: Oid;
  readonly base: Commit;
}

/** How much later than the stash's commit its move of HEAD may be, in seconds. */
const LATEST = 2;

export function readStashes(repository: Repository): Stash[] {
  const { objects } = repository;
  return repository.reflog('refs/stash').flatMap(({ after }) => {
    const commit = after === null ? null : readCommit(objects, after);
    const parent = commit?.parents[0];
    const base = parent === undefined ? null : readCommit(objects, parent);
    return commit === null || parent === undefined || base === null ? [] : [{ commit, parent, base }];
  });
}

/** A stash resets the work tree, and leaves HEAD where it is. */
export function isOfStash(move: HeadMove): boolean {
  return move.kind === 'reset' && move.before === move.after;
}

/** The stash that a move of HEAD belongs to; null where it is kept no more. */
export function stashOf(move: HeadMove, stashes: readonly Stash[]): Stash | null {
  const stash = stashes.find(({ commit, parent }) => {
    const late = move.time - commit.committer.time;
    return parent === move.after && late >= 0 && late <= LATEST;
  });
  return stash ?? null;
}
