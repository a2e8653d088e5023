import { textOf } from './lines.mjs';

/**
 * Files that patches moved, and what the disk shows of each move where the patch's record is taken away: what commits and snapshots
 * held of the file before, and the first of them, or the work tree at the end, that holds it after. It is known that the one file is
 * the other where they are alike by git's rule and the old name is gone. Lines alone decide here, by who they are, not by any diff.
 */
export class UntoldMoves {
  #moves = [];

  /** @param shown `{ ghost, lines }` of what holds the file just before; `ghost` null: a commit */
  add(tree, from, path, before, after, shown) {
    this.#moves.push({ tree, from, path, shown, isUnlike: isAway(before, after), looks: [] });
  }

  renamed(tree, from, to) {
    for (const move of this.#moves) if (move.tree === tree && move.path === from) move.path = to;
  }

  /**
   * A commit or a snapshot holds these files.
   * @param isThere whether a name is in the work tree, and nothing on disk shows that it was gone
   */
  look(tree, ghost, files, isThere) {
    for (const move of this.#moves) {
      const lines = move.tree === tree ? files.get(move.path) : undefined;
      if (lines !== undefined) move.looks.push({ ghost, lines, isBack: isThere(move.from) });
    }
  }

  /** The files of which only the record knows where they are from. @param lost whether a snapshot is not stored any more */
  hidden(lost) {
    const isStored = ({ ghost }) => ghost === null || !lost(ghost);
    return new Set(this.#moves.filter((move) => isHidden(move, isStored)).map(({ path }) => path));
  }
}

function isHidden({ shown, isUnlike, looks }, isStored) {
  const before = shown.filter(isStored);
  const look = looks.find(isStored);
  if (isUnlike || look === undefined || before.length === 0) return isUnlike;
  return look.isBack || before.every(({ lines }) => isAway(lines, look.lines));
}

/** Whether less than half of a file is in another, with some room for how git counts. */
function isAway(before, after) {
  const kept = after.filter((line) => before.includes(line));
  return textOf(kept).length / Math.max(1, textOf(before).length, textOf(after).length) < 0.6;
}
