import type { Lines } from './lines.js';
import { addSplit, compareSplits, type SplitScore } from './split-score.js';

/** git 2.39, xdiff/xdiffi.c: INDENT_HEURISTIC_MAX_SLIDING. */
const MAX_SLIDING = 100;

/** A file while its changed lines are put in their final places. */
export interface Slidable {
  readonly lines: Lines;
  readonly keys: Int32Array;
  /** Only the first `count` lines count as the file. */
  readonly count: number;
  /** Flag of each line at its position + 1. */
  readonly changed: Uint8Array;
}

/** Changed lines `[start, end)` between two common lines; often none. */
class Group {
  start: number;
  end: number;
  readonly #file: Slidable;

  /** The group in front of common line `common` or at it. */
  constructor(file: Slidable, common: number) {
    this.#file = file;
    this.start = common;
    this.end = common;
    this.#extendDown();
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  next(): boolean {
    if (this.end === this.#file.count) return false;
    this.start = this.end + 1;
    this.end = this.start;
    this.#extendDown();
    return true;
  }

  /** From an empty group over `count` common lines to another empty one. */
  skip(count: number): void {
    if (count === 0) return;
    this.start = this.end + count;
    this.end = this.start;
  }

  previous(): void {
    this.end = this.start - 1;
    this.start = this.end;
    this.#extendUp();
  }

  slideDown(): boolean {
    const { keys, changed, count } = this.#file;
    if (this.end >= count || keys[this.start] !== keys[this.end]) return false;
    changed[this.start++ + 1] = 0;
    changed[this.end++ + 1] = 1;
    this.#extendDown();
    return true;
  }

  slideUp(): boolean {
    const { keys, changed } = this.#file;
    if (this.start === 0 || keys[this.start - 1] !== keys[this.end - 1]) return false;
    changed[--this.start + 1] = 1;
    changed[--this.end + 1] = 0;
    this.#extendUp();
    return true;
  }

  #extendDown(): void {
    while (this.#file.changed[this.end + 1] === 1) this.end++;
  }

  #extendUp(): void {
    while (this.#file.changed[this.start] === 1) this.start--;
  }
}

/**
 * Moves each group of changed lines of `file` to the best of the places where it could as well be: merged with a
 * neighbour that it can reach; else beside changed lines of the other file; else, with `byIndent`, where its edges look
 * best; else as far down as it goes. The rules are git's (git 2.39, xdiff/xdiffi.c, xdl_change_compact).
 * @param from number of lines at the start of which none is changed, in either file.
 * @returns that number afterwards: less, where the first group moved up.
 */
export function slideGroups(file: Slidable, other: Slidable, from: number, byIndent: boolean): number {
  const group = new Group(file, from);
  const opposite = new Group(other, from);
  let unchanged = from;
  do {
    if (group.isEmpty) {
      const common = commonAhead(file, group.end, other, opposite.end);
      group.skip(common);
      opposite.skip(common);
      continue;
    }
    slide(file, group, opposite, byIndent);
    unchanged = Math.min(unchanged, group.start);
  } while (group.next() && opposite.next());
  return unchanged;
}

/** How many lines behind line `at` and line `otherAt` are changed in neither file. */
function commonAhead(file: Slidable, at: number, other: Slidable, otherAt: number): number {
  const { changed } = file;
  const limit = Math.min(file.count - at, other.count - otherAt);
  let ahead = 1;
  while (ahead < limit && changed[at + ahead + 1] === 0 && other.changed[otherAt + ahead + 1] === 0) ahead++;
  return ahead - 1;
}

function slide(file: Slidable, group: Group, opposite: Group, byIndent: boolean): void {
  let size: number;
  let highestEnd: number;
  let alignedEnd: number;
  do {
    size = group.end - group.start;
    alignedEnd = -1;
    while (group.slideUp()) opposite.previous();
    highestEnd = group.end;
    if (!opposite.isEmpty) alignedEnd = group.end;
    while (group.slideDown()) {
      opposite.next();
      if (!opposite.isEmpty) alignedEnd = group.end;
    }
  } while (size !== group.end - group.start);
  if (group.end === highestEnd) return;
  if (alignedEnd !== -1) {
    while (opposite.isEmpty) {
      group.slideUp();
      opposite.previous();
    }
  } else if (byIndent) {
    const best = bestEnd(file, group, highestEnd);
    while (group.end > best) {
      group.slideUp();
      opposite.previous();
    }
  }
}

/** The end, among those that the group can have, whose two edges are best; the lowest of equals. */
function bestEnd(file: Slidable, group: Group, highestEnd: number): number {
  const size = group.end - group.start;
  let best = -1;
  let bestScore: SplitScore = { indent: 0, penalty: 0 };
  for (let end = Math.max(highestEnd, group.end - size - 1, group.end - MAX_SLIDING); end <= group.end; end++) {
    const score: SplitScore = { indent: 0, penalty: 0 };
    addSplit(score, file.lines, end, file.count);
    addSplit(score, file.lines, end - size, file.count);
    if (best === -1 || compareSplits(score, bestScore) <= 0) {
      best = end;
      bestScore = score;
    }
  }
  return best;
}
