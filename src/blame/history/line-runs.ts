import type { Hunk } from '../../diff/hunk.js';

/**
 * Runs of lines that one version of a file is suspected of, as flat numbers, three to a run: the first line in the
 * blamed file, the first line in this version, the number of lines. Ascending by the line in this version; runs that
 * came by different ways may overlap there.
 */
export type LineRuns = readonly number[];

/**
 * Splits runs by what changed.
 * @param runs of the newer version.
 * @param hunks from the older version to the newer one.
 * @returns what the older version had already, in its line numbers, and what is left to the newer one.
 */
export function splitRuns(runs: LineRuns, hunks: readonly Hunk[]): { passed: LineRuns; kept: LineRuns } {
  const passed: number[] = [];
  const kept: number[] = [];
  let first = 0;
  for (let i = 0; i < runs.length; i += 3) {
    const start = runs[i + 1] as number;
    const end = start + (runs[i + 2] as number);
    const toFinal = (runs[i] as number) - start;
    while (first < hunks.length && (hunks[first] as Hunk).afterEnd <= start) first++;
    let at = start;
    for (let h = first; at < end; h++) {
      const hunk = hunks[h];
      const last = hunks[h - 1];
      const commonEnd = hunk === undefined ? end : Math.min(end, hunk.afterStart);
      if (at < commonEnd) {
        const toBefore = last === undefined ? 0 : last.beforeEnd - last.afterEnd;
        passed.push(at + toFinal, at + toBefore, commonEnd - at);
        at = commonEnd;
      }
      if (hunk === undefined) break;
      const changedEnd = Math.min(end, hunk.afterEnd);
      if (at < changedEnd) {
        kept.push(at + toFinal, at, changedEnd - at);
        at = changedEnd;
      }
    }
  }
  return { passed: sorted(passed), kept: sorted(kept) };
}

/**
 * Splits runs by lines that were matched one by one.
 * @param pairs for each line of the newer version the line of the older one, or -1.
 * @returns as `splitRuns`.
 */
export function replaceRuns(runs: LineRuns, pairs: Int32Array): { passed: LineRuns; kept: LineRuns } {
  const passed: number[] = [];
  const kept: number[] = [];
  for (let i = 0; i < runs.length; i += 3) {
    const final = runs[i] as number;
    const line = runs[i + 1] as number;
    const count = runs[i + 2] as number;
    for (let from = 0; from < count; ) {
      const pair = pairs[line + from] as number;
      let to = from + 1;
      while (to < count && pairs[line + to] === (pair < 0 ? pair : pair + to - from)) to++;
      if (pair < 0) kept.push(final + from, line + from, to - from);
      else passed.push(final + from, pair, to - from);
      from = to;
    }
  }
  return { passed: sorted(passed), kept: sorted(kept) };
}

/** All runs of both lists. */
export function mergeRuns(a: LineRuns, b: LineRuns): LineRuns {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && (a[i + 1] as number) <= (b[j + 1] as number));
    const source = fromA ? a : b;
    const at = fromA ? i : j;
    merged.push(source[at] as number, source[at + 1] as number, source[at + 2] as number);
    if (fromA) i += 3;
    else j += 3;
  }
  return merged;
}

/** Overlapping runs may come out of order when they are split. */
function sorted(runs: number[]): LineRuns {
  let inOrder = true;
  for (let i = 4; i < runs.length && inOrder; i += 3) inOrder = (runs[i - 3] as number) <= (runs[i] as number);
  if (inOrder) return runs;
  const order = Array.from({ length: runs.length / 3 }, (_, i) => i * 3);
  order.sort((a, b) => (runs[a + 1] as number) - (runs[b + 1] as number));
  return order.flatMap((at) => runs.slice(at, at + 3));
}
