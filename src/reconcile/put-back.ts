import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { lookUp } from '../git/trees.js';
import type { HeadMove } from './head-moves.js';
import { isOfStash, readStashes, type Stash, stashOf } from './stashes.js';

/**
 * Whether git put a file back that was gone from the work tree, not before the second of `from` and before that of `to` (milliseconds
 * since 1970).
 */
export type WasPutBack = (path: string, from: number, to: number) => boolean;

/**
 * A reset, or a stash, puts back what HEAD has of files that are gone. That one was gone by then is told by the stash's commit; where that
 * is kept no more, or there was none, by the file's being there now.
 *
 * @param moves of the work tree's HEAD, the oldest first.
 * @param holds whether a commit holds a file.
 * @param isThere whether the file is there in the end.
 */
export function putBackBy(
  moves: readonly HeadMove[],
  repository: Repository,
  holds: (commit: Oid, path: string) => boolean,
  isThere: (path: string) => boolean,
): WasPutBack {
  const resets = moves.filter(({ kind }) => kind === 'reset');
  let stashes: readonly Stash[] | null = null;
  const wasGone = (move: HeadMove, path: string): boolean => {
    stashes ??= readStashes(repository);
    const stash = isOfStash(move) ? stashOf(move, stashes) : null;
    return stash === null ? isThere(path) : lookUp(repository.objects, stash.commit.tree, path) === null;
  };
  return (path, from, to) =>
    Number.isFinite(from) &&
    resets.some((move) => {
      const isBetween = move.time >= Math.floor(from / 1000) && move.time < Math.floor(to / 1000);
      return isBetween && holds(move.after, path) && wasGone(move, path);
    });
}
