import { describe, expect, test } from '@jest/globals';
import { bestCommonBlock, scoreOf } from '../../src/diff/common-block.js';
import { splitLines } from '../../src/diff/lines.js';
import { LineNumbering } from '../../src/diff/numbered-lines.js';

const lines = (...texts: string[]) => splitLines(Buffer.from(texts.map((text) => `${text}\n`).join('')));

function best(before: string[], after: string[], from = 0, to = after.length, ignoreWhitespace = false) {
  const numbering = new LineNumbering(ignoreWhitespace ? 'whitespace' : 'nothing');
  const old = numbering.number(lines(...before));
  return bestCommonBlock(numbering, old, numbering.number(lines(...after), old), from, to);
}

describe('the part of some lines that stands in another file', () => {
  test('nothing', () => {
    expect(best(['a', 'b'], ['c', 'd'])).toBeNull();
  });

  test('the one that tells most, by its letters and digits', () => {
    const before = ['x', 'y', 'longer text', 'z'];
    expect(best(before, ['x', 'y', '-', 'longer text', '+', 'z'])).toEqual({ start: 3, end: 4, before: 2, score: 11 });
  });

  test('of equal ones the last', () => {
    expect(best(['aa', 'bb', 'cc'], ['aa', '-', 'cc'])).toEqual({ start: 2, end: 3, before: 2, score: 3 });
  });

  test('only lines that are asked for', () => {
    expect(best(['aa', 'bb', 'cc'], ['aa', 'bb', 'cc', 'dd'], 1, 2)).toEqual({ start: 1, end: 2, before: 1, score: 3 });
  });

  test('without white space', () => {
    expect(best(['\taa', 'b b'], ['-', 'aa', 'bb'], 0, 3, true)).toEqual({ start: 1, end: 3, before: 0, score: 5 });
    expect(best(['\taa', 'b b'], ['-', 'aa', 'bb'])).toBeNull();
  });
});

test('a score counts ASCII letters and digits, and one', () => {
  expect(scoreOf(lines('aZ09', ' _-é{', 'b'), 0, 3)).toBe(6);
  expect(scoreOf(lines('aZ09', ' _-é{', 'b'), 1, 2)).toBe(1);
});
