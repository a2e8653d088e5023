import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeRuns, splitRuns } from '../../../src/blame/history/line-runs.js';
import type { Hunk } from '../../../src/diff/hunk.js';

const hunk = (beforeStart: number, beforeEnd: number, afterStart: number, afterEnd: number): Hunk => ({
  beforeStart,
  beforeEnd,
  afterStart,
  afterEnd,
});

describe('splitRuns', () => {
  test('common lines are passed with their earlier numbers, changed ones are kept', () => {
    // Lines 2..3 replaced by one, one deleted behind 5, two appended.
    const hunks = [hunk(2, 4, 2, 3), hunk(6, 7, 5, 5), hunk(8, 8, 6, 8)];
    expect(splitRuns([10, 0, 8], hunks)).toEqual({
      passed: [10, 0, 2, 13, 4, 2, 15, 7, 1],
      kept: [12, 2, 1, 16, 6, 2],
    });
  });

  test('without hunks all is passed', () => {
    expect(splitRuns([5, 7, 3], [])).toEqual({ passed: [5, 7, 3], kept: [] });
  });

  test('each line goes where a line-by-line look-up sends it', () => {
    const gaps = fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(3)), { maxLength: 5 });
    const spans = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(gaps, spans, (parts, runs) => {
        const hunks: Hunk[] = [];
        let [before, after] = [0, 0];
        for (const [common, removed, added] of parts) {
          if (removed + added === 0) continue;
          before += common + 1;
          after += common + 1;
          hunks.push(hunk(before, before + removed, after, after + added));
          before += removed;
          after += added;
        }
        let final = 0;
        const flat = runs
          .sort(([a], [b]) => a - b)
          .flatMap(([line, count]) => {
            final += 10;
            return [final, line, count];
          });
        const expected = { passed: new Map<number, number>(), kept: new Map<number, number>() };
        for (const [at, line, count] of triples(flat)) {
          for (let i = 0; i < count; i++) {
            const l = line + i;
            const inside = hunks.some((h) => l >= h.afterStart && l < h.afterEnd);
            const shift = hunks.filter((h) => h.afterEnd <= l && !inside).at(-1);
            if (inside) expected.kept.set(at + i, l);
            else expected.passed.set(at + i, l + (shift === undefined ? 0 : shift.beforeEnd - shift.afterEnd));
          }
        }
        const { passed, kept } = splitRuns(flat, hunks);
        expect({ passed: byLine(passed), kept: byLine(kept) }).toEqual(expected);
        for (const result of [passed, kept]) {
          const starts = triples(result).map(([, line]) => line);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        }
      }),
    );
  });
});

test('mergeRuns keeps all runs, by their lines', () => {
  expect(mergeRuns([0, 1, 2, 5, 8, 1], [9, 0, 1, 10, 8, 2])).toEqual([9, 0, 1, 0, 1, 2, 5, 8, 1, 10, 8, 2]);
  expect(mergeRuns([], [1, 2, 3])).toEqual([1, 2, 3]);
  expect(mergeRuns([1, 2, 3], [])).toEqual([1, 2, 3]);
});

function triples(runs: readonly number[]): [number, number, number][] {
  return Array.from({ length: runs.length / 3 }, (_, i) => runs.slice(i * 3, i * 3 + 3) as [number, number, number]);
}

function byLine(runs: readonly number[]): Map<number, number> {
  const lines = new Map<number, number>();
  for (const [final, line, count] of triples(runs)) {
    for (let i = 0; i < count; i++) lines.set(final + i, line + i);
  }
  return lines;
}
