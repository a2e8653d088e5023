import { textOf } from './lines.mjs';

/**
 * Files that patches moved, and what the disk shows of each move where the patch's record is taken away: what commits and snapshots
 * held of the file before, and the first of them, or the work tree at the end, that holds it after. It is known that the one file is
 * the other where they are alike by git's rule and the old name is gone. Lines alone decide here, by who they are, not by any diff.
 * Save where two moves are first shown at once: then it is texts that tell which of the two old files a new one is, if they do.
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
      if (lines !== undefined) move.looks.push({ ghost, files, lines, isBack: isThere(move.from) });
    }
  }

  /** The files of which only the record knows where they are from. @param lost whether a snapshot is not stored any more */
  hidden(lost) {
    const isStored = ({ ghost }) => ghost === null || !lost(ghost);
    const others = (move) => this.#moves.filter((other) => other !== move && other.tree === move.tree);
    return new Set(this.#moves.filter((move) => isHidden(move, others(move), isStored)).map(({ path }) => path));
  }
}

function isHidden({ shown, isUnlike, looks }, others, isStored) {
  const before = shown.filter(isStored);
  const look = looks.find(isStored);
  if (isUnlike || look === undefined || before.length === 0) return isUnlike;
  if (look.isBack || before.every(({ lines }) => isAway(lines, look.lines))) return true;
  const likest = likestOf(before, look.lines);
  return others.some(
    (other) =>
      other.looks.find(isStored)?.files === look.files && likestOf(other.shown.filter(isStored), look.lines) >= likest,
  );
}

/** How much of the file that is most like another one stands in that, by texts. */
function likestOf(shown, after) {
  const texts = new Set(after.map(({ text }) => text));
  return Math.max(
    0,
    ...shown.map(({ lines }) =>
      shareOf(
        lines.filter(({ text }) => texts.has(text)),
        lines,
        after,
      ),
    ),
  );
}

/** Whether less than half of a file is in another, with some room for how git counts. */
function isAway(before, after) {
  const kept = after.filter((line) => before.includes(line));
  return shareOf(kept, before, after) < 0.6;
}

function shareOf(kept, before, after) {
  return textOf(kept).length / Math.max(1, textOf(before).length, textOf(after).length);
}
