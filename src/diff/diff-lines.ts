import { commonSuffix } from './common-bytes.js';
import { discardUnmatched } from './discard.js';
import type { Hunk } from './hunk.js';
import { Lines, lineAt } from './lines.js';
import { type Ignore, LineNumbering, type NumberedLines } from './numbered-lines.js';
import { markChanges } from './shortest-edit.js';
import { slideGroups } from './slide.js';

/** Which of the ways to tell a difference is taken. */
export interface Placing {
  /** Places hunks by indent where there is a choice, as git does by default. True unless told otherwise. */
  readonly indentHeuristic?: boolean;
  /** The fewest lines that can differ, however long the search takes, as with git's `--minimal`. */
  readonly minimal?: boolean;
}

export interface DiffOptions extends Placing {
  /** Lines that differ only in CR before LF, or in a missing LF at the end of the file, are equal. */
  readonly ignoreLineEnds?: boolean;
  /** Lines that differ only in white space are equal. Wins over `ignoreLineEnds`. */
  readonly ignoreWhitespace?: boolean;
}

/** What `options` make equal. */
export function ignoreOf(options: DiffOptions): Ignore {
  if (options.ignoreWhitespace === true) return 'whitespace';
  return options.ignoreLineEnds === true ? 'line-ends' : 'nothing';
}

/**
 * Compares two files line by line; the result is that of `git diff -U0` with git's default algorithm.
 * @returns the places that differ, ascending.
 */
export function diffLines(before: Lines, after: Lines, options: DiffOptions = {}): Hunk[] {
  const tail = commonTail(before.bytes, after.bytes);
  if (tail === before.bytes.length && tail === after.bytes.length) return [];
  const numbering = new LineNumbering(ignoreOf(options), { hold: true });
  const a = numbering.number(withoutTail(before, tail));
  const b = numbering.number(withoutTail(after, tail), a);
  return compare(numbering, a, b, a.keys.length, b.keys.length, options);
}

/** As `diffLines`, for files whose lines were numbered by `numbering`. */
export function diffNumbered(
  numbering: LineNumbering,
  before: NumberedLines,
  after: NumberedLines,
  options: Placing = {},
): Hunk[] {
  const tail = commonTail(before.lines.bytes, after.lines.bytes);
  const beforeCount = lineAt(before.lines.starts, before.lines.bytes.length - tail);
  const afterCount = lineAt(after.lines.starts, after.lines.bytes.length - tail);
  return compare(numbering, before, after, beforeCount, afterCount, options);
}

function withoutTail(lines: Lines, tail: number): Lines {
  if (tail === 0) return lines;
  const length = lines.bytes.length - tail;
  const bytes = lines.bytes.subarray(0, length);
  return lines.isSplit
    ? new Lines(bytes, lines.starts.subarray(0, lineAt(lines.starts, length) + 1))
    : new Lines(bytes);
}

const TAIL_BLOCK = 1024;
const LF = 0x0a;

/**
 * Bytes at the end of both files that git leaves out of a comparison without context lines: whole blocks, but for the
 * rest of the line in which the first block starts (git 2.39, xdiff-interface.c, trim_common_tail). What is left out
 * takes no part in the placing of hunks, so this is not only a matter of speed.
 */
function commonTail(a: Buffer, b: Buffer): number {
  const equal = commonSuffix(a, a.length, b, b.length, Math.min(a.length, b.length));
  const blocks = equal - (equal % TAIL_BLOCK);
  if (blocks === 0) return 0;
  const lineEnd = a.indexOf(LF, a.length - blocks);
  return lineEnd < 0 ? 0 : a.length - lineEnd - 1;
}

function compare(
  numbering: LineNumbering,
  before: NumberedLines,
  after: NumberedLines,
  beforeCount: number,
  afterCount: number,
  { indentHeuristic: byIndent = true, minimal = false }: Placing,
): Hunk[] {
  const a = before.keys;
  const b = after.keys;
  const from = equalAtStart(a, b, Math.min(beforeCount, afterCount));
  const same = equalAtEnd(a, beforeCount, b, afterCount, Math.min(beforeCount, afterCount) - from);
  const beforeEnd = beforeCount - same;
  const afterEnd = afterCount - same;
  if (from === beforeEnd && from === afterEnd) return [];
  const { workspace } = numbering;
  const beforeChanged = workspace.clearedFlags('changed before', beforeCount + 2);
  const afterChanged = workspace.clearedFlags('changed after', afterCount + 2);
  if (from === beforeEnd) {
    afterChanged.fill(1, from + 1, afterEnd + 1);
  } else if (from === afterEnd) {
    beforeChanged.fill(1, from + 1, beforeEnd + 1);
  } else if (nothingInCommon(a, b, from, beforeEnd, afterEnd)) {
    beforeChanged.fill(1, from + 1, beforeEnd + 1);
    afterChanged.fill(1, from + 1, afterEnd + 1);
  } else {
    const keyCount = numbering.texts.size;
    const inBefore = countKeys(a, beforeCount, workspace.cleared('in before', keyCount));
    const inAfter = countKeys(b, afterCount, workspace.cleared('in after', keyCount));
    const left = discardUnmatched(a, from, beforeEnd, beforeCount, inAfter, beforeChanged, workspace, 'before');
    const right = discardUnmatched(b, from, afterEnd, afterCount, inBefore, afterChanged, workspace, 'after');
    markChanges(left, right, workspace, minimal);
  }
  const old = { lines: before.lines, keys: a, count: beforeCount, changed: beforeChanged };
  const young = { lines: after.lines, keys: b, count: afterCount, changed: afterChanged };
  slideGroups(young, old, slideGroups(old, young, from, byIndent), byIndent);
  return hunksOf(beforeChanged, afterChanged, beforeCount, afterCount);
}

function equalAtStart(a: Int32Array, b: Int32Array, limit: number): number {
  let equal = 0;
  while (equal < limit && a[equal] === b[equal]) equal++;
  return equal;
}

function equalAtEnd(a: Int32Array, aEnd: number, b: Int32Array, bEnd: number, limit: number): number {
  let equal = 0;
  while (equal < limit && a[aEnd - 1 - equal] === b[bEnd - 1 - equal]) equal++;
  return equal;
}

const FEW = 16;

/** Whether two short ranges share no line: then there is nothing to search for. */
function nothingInCommon(a: Int32Array, b: Int32Array, from: number, aEnd: number, bEnd: number): boolean {
  if (aEnd - from > FEW || bEnd - from > FEW) return false;
  for (let i = from; i < aEnd; i++) {
    for (let j = from; j < bEnd; j++) if (a[i] === b[j]) return false;
  }
  return true;
}

function countKeys(keys: Int32Array, count: number, counts: Int32Array): Int32Array {
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number;
    counts[key] = (counts[key] as number) + 1;
  }
  return counts;
}

function hunksOf(before: Uint8Array, after: Uint8Array, beforeCount: number, afterCount: number): Hunk[] {
  const hunks: Hunk[] = [];
  let i = 0;
  let j = 0;
  while (i < beforeCount || j < afterCount) {
    if (before[i + 1] === 0 && after[j + 1] === 0) {
      i++;
      j++;
      continue;
    }
    const beforeStart = i;
    const afterStart = j;
    while (before[i + 1] === 1) i++;
    while (after[j + 1] === 1) j++;
    hunks.push({ beforeStart, beforeEnd: i, afterStart, afterEnd: j });
  }
  return hunks;
}
