import { type Lines, lineAt } from './lines.js';

/** Bytes compared at once: every call costs as much as a thousand bytes in a loop. */
const BLOCKS = [32768, 2048];
const LF = 0x0a;

/** Number of equal bytes of `a` from `aStart` and `b` from `bStart`, at most `limit`. */
function commonPrefix(a: Buffer, aStart: number, b: Buffer, bStart: number, limit: number): number {
  let done = 0;
  for (const block of BLOCKS) {
    while (done + block <= limit && same(a, aStart + done, b, bStart + done, block)) done += block;
  }
  return done + equalBytes(a, aStart + done, b, bStart + done, limit - done);
}

/** Number of equal bytes of `a` before `aEnd` and `b` before `bEnd`, at most `limit`. */
export function commonSuffix(a: Buffer, aEnd: number, b: Buffer, bEnd: number, limit: number): number {
  let done = 0;
  for (const block of BLOCKS) {
    while (done + block <= limit && same(a, aEnd - done - block, b, bEnd - done - block, block)) done += block;
  }
  return done + equalBytesBefore(a, aEnd - done, b, bEnd - done, limit - done);
}

function equalBytes(a: Buffer, aStart: number, b: Buffer, bStart: number, limit: number): number {
  let equal = 0;
  while (equal < limit && a[aStart + equal] === b[bStart + equal]) equal++;
  return equal;
}

function equalBytesBefore(a: Buffer, aEnd: number, b: Buffer, bEnd: number, limit: number): number {
  let equal = 0;
  while (equal < limit && a[aEnd - equal - 1] === b[bEnd - equal - 1]) equal++;
  return equal;
}

function same(a: Buffer, aStart: number, b: Buffer, bStart: number, length: number): boolean {
  return a.compare(b, bStart, bStart + length, aStart, aStart + length) === 0;
}

/** Lines `before` … `before + count` of the one file are, byte for byte, those from byte `offset` of the other. */
export interface CommonRun {
  readonly before: number;
  readonly offset: number;
  readonly count: number;
}

const ANCHOR = 200;
/** How far to look for an anchor, in bytes: near first, where it mostly is. */
const NEAR = 1024;
const WINDOW = 24 * 1024;
/** Lines to step over in the older file while looking for the next anchor. */
const STEPS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144];
const MAX_FAILURES = 6;
const MAX_WIDE_SEARCHES = 4;

/**
 * Runs of whole lines that two files share byte for byte, ascending in both. Not all of them, and not necessarily those
 * that a diff would align: they save the work of reading lines that were read before.
 */
export function commonRuns(before: Lines, after: Buffer): CommonRun[] {
  const search = new RunSearch(before, after);
  search.run();
  return search.runs;
}

class RunSearch {
  readonly runs: CommonRun[] = [];
  readonly #a: Buffer;
  readonly #b: Buffer;
  readonly #starts: Int32Array;
  readonly #count: number;
  #line = 0;
  #offset = 0;
  #failures = 0;
  #wideSearches = 0;

  constructor(before: Lines, after: Buffer) {
    this.#a = before.bytes;
    this.#b = after;
    this.#starts = before.starts;
    this.#count = before.count;
  }

  run(): void {
    this.#take(this.#count, this.#b.length);
    if (this.#line === this.#count || this.#offset === this.#b.length) return;
    const tail = this.#commonTail();
    const lastLine = this.#count - tail;
    const end = this.#b.length - (this.#a.length - this.#startOf(lastLine));
    while (this.#line < lastLine && this.#offset < end && this.#resync(lastLine, end)) {
      if (!this.#take(lastLine, end)) break;
    }
    if (tail > 0) this.#push(lastLine, end, tail);
  }

  #startOf(line: number): number {
    return this.#starts[line] as number;
  }

  #push(before: number, offset: number, count: number): void {
    this.runs.push({ before, offset, count });
  }

  /** Takes the equal lines from here on, and moves behind them. False where there is none. */
  #take(lastLine: number, lastOffset: number): boolean {
    const start = this.#startOf(this.#line);
    const limit = Math.min(this.#startOf(lastLine) - start, lastOffset - this.#offset);
    const end = start + commonPrefix(this.#a, start, this.#b, this.#offset, limit);
    let line = lineAt(this.#starts, end);
    const bothEnd = end === this.#a.length && this.#offset + end - start === this.#b.length;
    if (line === this.#count && line > 0 && !bothEnd && this.#a[end - 1] !== LF) line--;
    if (line <= this.#line) return false;
    this.#push(this.#line, this.#offset, line - this.#line);
    this.#offset += this.#startOf(line) - start;
    this.#line = line;
    return true;
  }

  /** Number of equal whole lines at the end that were not taken yet. */
  #commonTail(): number {
    const limit = Math.min(this.#a.length - this.#startOf(this.#line), this.#b.length - this.#offset);
    const equal = commonSuffix(this.#a, this.#a.length, this.#b, this.#b.length, limit);
    let line = lineAt(this.#starts, this.#a.length - equal);
    const start = this.#startOf(line);
    const inB = this.#b.length - (this.#a.length - start);
    const startsInBoth = start === this.#a.length - equal && (inB === this.#offset || this.#b[inB - 1] === LF);
    if (!startsInBoth && line < this.#count) line++;
    return this.#count - line;
  }

  /** Moves to the next place where both files agree for about `ANCHOR` bytes. */
  #resync(lastLine: number, end: number): boolean {
    while (this.#failures < MAX_FAILURES) {
      if (this.#anchor(lastLine, end)) return true;
      this.#failures++;
      const line = lineAt(this.#starts, this.#startOf(this.#line) + WINDOW);
      const next = this.#b.indexOf(LF, this.#offset + WINDOW);
      if (line >= lastLine || next < 0 || next + 1 >= end) return false;
      this.#line = line;
      this.#offset = next + 1;
    }
    return false;
  }

  #anchor(lastLine: number, end: number): boolean {
    for (const window of [NEAR, WINDOW]) {
      for (const step of STEPS) {
        const line = this.#line + step;
        if (line >= lastLine || this.#startOf(line) - this.#startOf(this.#line) > window) break;
        if (this.#find(line, Math.min(end, this.#offset + window))) return true;
      }
    }
    if (this.#wideSearches === MAX_WIDE_SEARCHES || end - this.#offset <= WINDOW) return false;
    this.#wideSearches++;
    return this.#find(this.#line, end);
  }

  #find(line: number, limit: number): boolean {
    const start = this.#startOf(line);
    const needle = this.#a.subarray(start, Math.max(this.#startOf(line + 1), Math.min(start + ANCHOR, this.#a.length)));
    const at = this.#b.subarray(this.#offset, limit).indexOf(needle);
    if (at < 0) return false;
    const offset = this.#offset + at;
    if (at > 0 && this.#b[offset - 1] !== LF) return false;
    this.#line = line;
    this.#offset = offset;
    return true;
  }
}
