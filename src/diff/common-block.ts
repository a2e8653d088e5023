import { diffNumbered, type Placing } from './diff-lines.js';
import { Lines } from './lines.js';
import type { LineNumbering, NumberedLines } from './numbered-lines.js';

/** Lines `[start, end)` of one file that stand from line `before` on in another. */
export interface CommonBlock {
  readonly start: number;
  readonly end: number;
  readonly before: number;
  readonly score: number;
}

/** How much lines tell: the number of their ASCII letters and digits, and one (git 2.39, blame.c, blame_entry_score). */
export function scoreOf(lines: Lines, from: number, to: number): number {
  const { bytes, starts } = lines;
  let score = 1;
  for (let i = starts[from] as number, end = starts[to] as number; i < end; i++) {
    const byte = bytes[i] as number;
    const letter = byte | 0x20;
    if ((letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39)) score++;
  }
  return score;
}

const keysOf = new WeakMap<NumberedLines, Set<number>>();

/**
 * Finds the part of lines `[from, to)` of a file that tells most and stands in another file as well, in one piece; of equal ones
 * the last.
 *
 * @param numbering of both files.
 * @returns null where they share no line.
 */
export function bestCommonBlock(
  numbering: LineNumbering,
  before: NumberedLines,
  after: NumberedLines,
  from: number,
  to: number,
  placing: Placing = {},
): CommonBlock | null {
  if (!sharesLine(before, after, from, to)) return null;
  let best: CommonBlock | null = null;
  const offer = (start: number, end: number, place: number): void => {
    if (start >= end) return;
    const score = scoreOf(after.lines, start, end);
    if (best === null || score >= best.score) best = { start, end, before: place, score };
  };
  let line = from;
  let place = 0;
  for (const hunk of diffNumbered(numbering, before, someLines(after, from, to), placing)) {
    offer(line, from + hunk.afterStart, place);
    line = from + hunk.afterEnd;
    place = hunk.beforeEnd;
  }
  offer(line, to, place);
  return best;
}

function sharesLine(before: NumberedLines, after: NumberedLines, from: number, to: number): boolean {
  let keys = keysOf.get(before);
  if (keys === undefined) {
    keys = new Set(before.keys);
    keysOf.set(before, keys);
  }
  for (let i = from; i < to; i++) if (keys.has(after.keys[i] as number)) return true;
  return false;
}

/** Some lines of a file as a file of their own. */
export function someLines({ lines, texts, keys }: NumberedLines, from: number, to: number): NumberedLines {
  const start = lines.starts[from] as number;
  const starts = lines.starts.subarray(from, to + 1).map((offset) => offset - start);
  return {
    lines: new Lines(lines.bytes.subarray(start, lines.starts[to] as number), starts),
    texts: texts.subarray(from, to),
    keys: keys.subarray(from, to),
  };
}
