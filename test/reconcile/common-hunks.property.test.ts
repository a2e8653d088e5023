import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Hunk } from '../../src/diff/hunk.js';
import { contentHunks, hunksByWayOf, hunksWithout } from '../../src/reconcile/chain.js';

const file = fc.array(fc.constantFrom('a', 'b', '}', ''), { maxLength: 12 });
const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

/** The lines that two files have in common by a difference: numbers of both, ascending. Fails where hunks do not fit. */
function commonLines(hunks: readonly Hunk[], before: readonly string[], after: readonly string[]): [number, number][] {
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  const end = {
    beforeStart: before.length,
    beforeEnd: before.length,
    afterStart: after.length,
    afterEnd: after.length,
  };
  for (const hunk of [...hunks, end]) {
    expect(hunk.beforeStart - i).toBe(hunk.afterStart - j);
    for (; i < hunk.beforeStart; i++, j++) {
      expect(before[i]).toBe(after[j]);
      pairs.push([i, j]);
    }
    if (hunk !== end) expect(hunk.beforeEnd - i + hunk.afterEnd - j).toBeGreaterThan(0);
    [i, j] = [hunk.beforeEnd, hunk.afterEnd];
  }
  return pairs;
}

test('by way of a third file the same lines are those that it has in common with both', () => {
  fc.assert(
    fc.property(file, file, file, (common, before, after) => {
      const between = (a: readonly string[], b: readonly string[]): [number, number][] =>
        commonLines(contentHunks(bytesOf(a), bytesOf(b)), a, b);
      const toBefore = new Map(between(before, common).map(([line, shared]) => [shared, line]));
      const expected = between(common, after).flatMap(([shared, line]) => {
        const old = toBefore.get(shared);
        return old === undefined ? [] : [[old, line]];
      });
      const hunks = hunksByWayOf(bytesOf(common), bytesOf(before), bytesOf(after));
      expect(commonLines(hunks, before, after)).toEqual(expected);
    }),
  );
});

test('lines that are no longer to be common are taken out, and no others', () => {
  fc.assert(
    fc.property(file, file, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (before, after, isCommon) => {
      const hunks = contentHunks(bytesOf(before), bytesOf(after));
      const fewer = hunksWithout(hunks, before.length, (line) => isCommon[line] === true);
      expect(commonLines(fewer, before, after)).toEqual(
        commonLines(hunks, before, after).filter(([line]) => isCommon[line]),
      );
    }),
  );
});
