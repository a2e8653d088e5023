import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DiffOptions, diffLines, diffNumbered, ignoreOf } from '../../src/diff/diff-lines.js';
import type { Hunk } from '../../src/diff/hunk.js';
import { type Lines, splitLines } from '../../src/diff/lines.js';
import { LineNumbering } from '../../src/diff/numbered-lines.js';
import { edited, Seeded, smallText } from '../support/edited-text.js';

const lines = (text: string) => splitLines(Buffer.from(text));
const diff = (before: string, after: string, options: DiffOptions = {}) =>
  diffLines(lines(before), lines(after), options).map(
    (hunk) => `${hunk.beforeStart},${hunk.beforeEnd} ${hunk.afterStart},${hunk.afterEnd}`,
  );

/** The new file, made of the lines that `hunks` call common in the old one and their own in the new one. */
function applied(before: Lines, after: Lines, hunks: readonly Hunk[]): Buffer[] {
  const result: Buffer[] = [];
  let at = 0;
  for (const hunk of [...hunks, null]) {
    for (; at < (hunk?.beforeStart ?? before.count); at++) result.push(before.bytesOf(at));
    for (let i = hunk?.afterStart ?? 0; i < (hunk?.afterEnd ?? 0); i++) result.push(after.bytesOf(i));
    at = hunk?.beforeEnd ?? at;
  }
  return result;
}

function wellFormed(hunks: readonly Hunk[]): boolean {
  return hunks.every((hunk, i) => {
    const previous = hunks[i - 1];
    const notEmpty = hunk.beforeEnd > hunk.beforeStart || hunk.afterEnd > hunk.afterStart;
    if (previous === undefined) return notEmpty && hunk.beforeStart === hunk.afterStart;
    const gap = hunk.beforeStart - previous.beforeEnd;
    return notEmpty && gap > 0 && gap === hunk.afterStart - previous.afterEnd;
  });
}

describe('diffLines', () => {
  test.each([
    ['', '', []],
    ['', 'a\nb', ['0,0 0,2']],
    ['a\nb\n', '', ['0,2 0,0']],
    ['a\nb\nc\n', 'a\nB\nc\n', ['1,2 1,2']],
    ['a\nb\nc\nd\ne\n', 'b\nc\nX\nY\ne\nf\n', ['0,1 0,0', '3,4 2,4', '5,5 5,6']],
    // The last line gets a newline: git calls that a change.
    ['a\nb', 'a\nb\n', ['1,2 1,2']],
    ['a\nb\n', 'a\r\nb\n', ['0,1 0,1']],
    ['x\nx\nx\n', 'x\nx\n', ['2,3 2,2']],
  ])('%j → %j', (before, after, expected) => {
    expect(diff(before, after)).toEqual(expected);
  });

  test('line ends are ignored when asked: CR before LF, and the last newline', () => {
    expect(diff('a\nb\r\nc', 'a\r\nb\nc\n', { ignoreLineEnds: true })).toEqual([]);
    expect(diff('a\nb\r\nc', 'a\r\nB\nc\r\n', { ignoreLineEnds: true })).toEqual(['1,2 1,2']);
    // A CR that no LF follows belongs to the line.
    expect(diff('a\r', 'a', { ignoreLineEnds: true })).toEqual(['0,1 0,1']);
    expect(diff('a \n', 'a\n', { ignoreLineEnds: true })).toEqual(['0,1 0,1']);
  });

  test('white space is ignored when asked', () => {
    const before = 'if (x) {\nfoo( 1 );\n}\n';
    expect(diff(before, 'if (x) {\r\n\t foo(1);\n}', { ignoreWhitespace: true })).toEqual([]);
    expect(diff(before, 'if (x) {\n  foo(2);\n}\n', { ignoreWhitespace: true })).toEqual(['1,2 1,2']);
  });

  test('an inserted function takes its own closing brace, not that of the one before', () => {
    const before = 'one() {\n  a\n}\n\nthree() {\n  c\n}\n';
    const after = 'one() {\n  a\n}\n\ntwo() {\n  b\n}\n\nthree() {\n  c\n}\n';
    expect(diff(before, after)).toEqual(['4,4 4,8']);
    expect(diff(before, after, { indentHeuristic: false })).toEqual(['4,4 4,8']);
    const braces = 'f() {\n  if (a) {\n    x\n  }\n}\n';
    const more = 'f() {\n  if (b) {\n    y\n  }\n  if (a) {\n    x\n  }\n}\n';
    expect(diff(braces, more)).toEqual(['1,1 1,4']);
  });

  test('the hunks lead from the old file to the new one', () => {
    fc.assert(
      fc.property(smallText, smallText, (before, after) => {
        const a = lines(before);
        const b = lines(after);
        const hunks = diffLines(a, b);
        expect(wellFormed(hunks)).toBe(true);
        expect(Buffer.concat(applied(a, b, hunks)).toString()).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test('what is common is equal by the rule, and no shorter answer was missed', () => {
    const same = (a: Lines, i: number, b: Lines, j: number) => a.contentOf(i).equals(b.contentOf(j));
    const longest = (a: Lines, b: Lines) => {
      const table = Array.from({ length: a.count + 1 }, () => new Array<number>(b.count + 1).fill(0));
      for (let i = a.count - 1; i >= 0; i--) {
        for (let j = b.count - 1; j >= 0; j--) {
          const row = table[i] as number[];
          const below = table[i + 1] as number[];
          row[j] = same(a, i, b, j) ? (below[j + 1] as number) + 1 : Math.max(below[j] as number, row[j + 1] as number);
        }
      }
      return table[0]?.[0];
    };
    fc.assert(
      fc.property(smallText, smallText, (before, after) => {
        const a = lines(before);
        const b = lines(after);
        const hunks = diffLines(a, b, { ignoreLineEnds: true });
        const removed = hunks.reduce((sum, hunk) => sum + hunk.beforeEnd - hunk.beforeStart, 0);
        const common = applied(a, b, hunks).map((line) => line.toString().replace(/\r?\n$/, ''));
        expect(common).toEqual(Array.from({ length: b.count }, (_, i) => b.contentOf(i).toString()));
        // Of longer texts frequent lines among many that have no counterpart are left out of the search, as git does.
        if (Math.max(a.count, b.count) < 8) expect(a.count - removed).toBe(longest(a, b));
      }),
      { numRuns: 500 },
    );
  });

  test('nothing changes by knowing an older version', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Seeded(seed);
      const variety = random.pick([20, 300, 100000]);
      const first = edited(random, [], random.pick([20, 200, 1500]), variety);
      for (const options of [{}, { ignoreLineEnds: true }, { ignoreWhitespace: true }]) {
        const numbering = new LineNumbering(ignoreOf(options));
        let known = numbering.number(lines(first.join('')));
        let text = first;
        for (let version = 0; version < 5; version++) {
          text = edited(random, text, random.pick([1, 5, 60]), variety);
          const after = text.join('').slice(0, random.below(2) === 0 ? undefined : -1);
          const next = numbering.number(lines(after), known);
          expect([...next.lines.starts]).toEqual([...lines(after).starts]);
          expect(Array.from(next.texts, (number) => numbering.texts.get(number).toString()).join('')).toBe(after);
          expect(diffNumbered(numbering, known, next)).toEqual(diffLines(known.lines, lines(after), options));
          known = next;
        }
      }
    }
  });
});
