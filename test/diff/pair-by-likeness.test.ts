import { describe, expect, test } from '@jest/globals';
import { Fingerprints, similarity } from '../../src/diff/fingerprints.js';
import { splitLines } from '../../src/diff/lines.js';
import { pairByLikeness } from '../../src/diff/pair-by-likeness.js';

const prints = (...lines: string[]) =>
  new Fingerprints(splitLines(Buffer.from(lines.map((line) => `${line}\n`).join(''))));

/** How many pairs of bytes two lines share. */
function shared(a: string, b: string): number {
  return similarity(prints(a).at(0), prints(b).at(0));
}

describe('how alike two lines are', () => {
  test.each([
    // The pairs that git's own notes on this name: at, at; nothing in the other direction.
    ['cat mat', 'father rather', 2],
    ['tim', 'mit', 0],
    // Begin and end count as white space: 4 pairs of one word of three letters.
    ['abc', 'abc', 4],
    ['abc', 'ABC', 4],
    ['a b', 'a\t \tb', 4],
    ['', '', 0],
    ['x', '', 0],
    // By bytes: of E2 86 92 and a letter three pairs are before the letter; of C3 A9 and C3 A8 one.
    ['→a', '→b', 3],
    ['é', 'è', 1],
  ])('%j and %j share %i', (a, b, pairs) => {
    expect(shared(a, b)).toBe(pairs);
    expect(shared(b, a)).toBe(pairs);
  });
});

describe('which old line a new one was', () => {
  const whole = (before: string[], after: string[]) =>
    Array.from(
      pairByLikeness(prints(...before), prints(...after), {
        beforeStart: 0,
        beforeEnd: before.length,
        afterStart: 0,
        afterEnd: after.length,
      }),
    );

  test('rewritten lines, in their order', () => {
    expect(whole(['alpha one', 'beta two', 'gamma six'], ['ALPHA( one )', 'Beta(two);', 'gamma(6)'])).toEqual([
      0, 1, 2,
    ]);
  });

  test('a line that was cut in two is both', () => {
    expect(whole(['first(argument); second(value);'], ['first(argument);', 'second(value);'])).toEqual([0, 0]);
  });

  test('two lines in one: the one of which it has more', () => {
    expect(whole(['short', 'something much longer'], ['short something much longer'])).toEqual([1]);
  });

  test('a line that shares nothing was not there', () => {
    expect(whole(['alpha'], ['alpha!', 'xyz'])).toEqual([0, -1]);
  });

  test('matches in a hunk do not cross, unless they are much alike', () => {
    expect(whole(['aaa bbb ccc ddd', 'eee fff'], ['eee fff', 'aaa bbb ccc ddd'])).toEqual([-1, 0]);
    expect(whole(['aaa bbb ccc ddd', 'eeeee fffff'], ['eeeee fffff', 'aaa bbb ccc ddd'])).toEqual([1, 0]);
  });

  test('without old lines in its hunk: anywhere in the file where it is much alike', () => {
    const hunk = { beforeStart: 2, beforeEnd: 2, afterStart: 0, afterEnd: 2 };
    const before = prints('other', 'the same words as below', 'last');
    expect(Array.from(pairByLikeness(before, prints('The same  words as below', 'last'), hunk))).toEqual([1, -1]);
  });
});
