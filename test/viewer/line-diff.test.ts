import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineDiff } from '../../src/viewer/data/line-diff.js';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });

/** What stands in both, at most (longest common subsequence, by its definition). */
function common(a: readonly string[], b: readonly string[]): number {
  const rows = [new Array<number>(b.length + 1).fill(0)];
  for (const line of a) {
    const above = rows.at(-1) as number[];
    const row = [0];
    for (const [at, other] of b.entries()) {
      row.push(line === other ? (above[at] ?? 0) + 1 : Math.max(above[at + 1] ?? 0, row[at] ?? 0));
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}

test('what is told to differ turns one side into the other, and nothing less would', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const told: string[] = [];
      let at = 0;
      let changed = 0;
      for (const { beforeStart, beforeEnd, afterStart, afterEnd } of lineDiff(before, after)) {
        told.push(...before.slice(at, beforeStart));
        expect(told).toHaveLength(afterStart);
        expect(beforeEnd > beforeStart || afterEnd > afterStart).toBe(true);
        told.push(...after.slice(afterStart, afterEnd));
        changed += beforeEnd - beforeStart + afterEnd - afterStart;
        at = beforeEnd;
      }
      told.push(...before.slice(at));
      expect(told).toEqual(after);
      expect(changed).toBe(before.length + after.length - 2 * common(before, after));
    }),
  );
});

test.each([
  [['a', 'b', 'c'], ['a', 'c'], [{ beforeStart: 1, beforeEnd: 2, afterStart: 1, afterEnd: 1 }]],
  [[], ['a'], [{ beforeStart: 0, beforeEnd: 0, afterStart: 0, afterEnd: 1 }]],
  [['a'], ['b'], [{ beforeStart: 0, beforeEnd: 1, afterStart: 0, afterEnd: 1 }]],
  [['a'], ['a'], []],
])('%j to %j', (before, after, expected) => {
  expect(lineDiff(before, after)).toEqual(expected);
});

test('two long contents without a line in common are one change', () => {
  const [before, after] = ['x', 'y'].map((name) => Array.from({ length: 5000 }, (_, n) => `${name}${n}`));
  expect(lineDiff(before as string[], after as string[])).toEqual([
    { beforeStart: 0, beforeEnd: 5000, afterStart: 0, afterEnd: 5000 },
  ]);
});
