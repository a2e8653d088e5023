import type { LineHunk } from './line-text.js';
import { sameText } from './line-text.js';

/** Above this many cells the middle of a group is not compared line by line: it counts as replaced as a whole. */
const MAX_CELLS = 250_000;

/**
 * The lines of `before[beforeStart..beforeEnd)` that also stand, in order, in `after[afterStart..afterEnd)`: a longest such
 * sequence (for huge groups: those at both ends). Line ends do not count.
 *
 * @returns pairs of 0-based line numbers, ascending on both sides.
 */
export function pairEqualLines(
  before: readonly string[],
  beforeStart: number,
  beforeEnd: number,
  after: readonly string[],
  afterStart: number,
  afterEnd: number,
): [number, number][] {
  const head: [number, number][] = [];
  let b = beforeStart;
  let a = afterStart;
  while (b < beforeEnd && a < afterEnd && sameText(before[b] as string, after[a] as string)) head.push([b++, a++]);
  const tail: [number, number][] = [];
  let bEnd = beforeEnd;
  let aEnd = afterEnd;
  while (bEnd > b && aEnd > a && sameText(before[bEnd - 1] as string, after[aEnd - 1] as string)) {
    tail.push([--bEnd, --aEnd]);
  }
  const rows = bEnd - b;
  const columns = aEnd - a;
  if (rows > 0 && columns > 0 && rows * columns <= MAX_CELLS) {
    head.push(
      ...longestCommon(before.slice(b, bEnd), after.slice(a, aEnd)).map(([i, j]): [number, number] => [i + b, j + a]),
    );
  }
  return [...head, ...tail.reverse()];
}

function longestCommon(before: readonly string[], after: readonly string[]): [number, number][] {
  const width = after.length + 1;
  const lengths = new Int32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] = sameText(before[i] as string, after[j] as string)
        ? (lengths[(i + 1) * width + j + 1] as number) + 1
        : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
    }
  }
  const pairs: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (sameText(before[i] as string, after[j] as string)) pairs.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number)) i++;
    else j++;
  }
  return pairs;
}

/**
 * The regions between kept lines.
 *
 * @param origins for each line after: the 0-based line before that it is, or -1; kept lines ascend.
 * @param beforeLength number of lines before.
 */
export function hunksOfOrigins(origins: readonly number[], beforeLength: number): LineHunk[] {
  const hunks: LineHunk[] = [];
  let beforeStart = 0;
  let afterStart = 0;
  const close = (beforeEnd: number, afterEnd: number): void => {
    if (beforeEnd > beforeStart || afterEnd > afterStart) hunks.push({ beforeStart, beforeEnd, afterStart, afterEnd });
    beforeStart = beforeEnd + 1;
    afterStart = afterEnd + 1;
  };
  origins.forEach((origin, line) => {
    if (origin !== -1) close(origin, line);
  });
  close(beforeLength, origins.length);
  return hunks;
}
