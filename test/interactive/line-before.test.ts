import { describe, expect, test } from '@jest/globals';
import { lineBefore } from '../../src/interactive/line-before.js';
import { fileOf } from './sample-views.js';

const file = (text: string) => fileOf(Array.from(text, (letter) => ['c', letter] as const));

describe('where a line stood before', () => {
  // Each letter is a line; the last column: the line before, from 0, of each line of the newer one.
  test.each([
    ['abc', 'abc', [0, 1, 2]],
    ['abc', 'xxabc', [0, 0, 0, 1, 2]],
    ['abcd', 'ad', [0, 3]],
    ['abc', 'axc', [0, 1, 2]],
    ['ab', 'abxy', [0, 1, 1, 1]],
    ['', 'ab', [0, 0]],
  ])('%j became %j', (older, newer, wanted) => {
    expect(Array.from(newer, (_, index) => lineBefore(file(newer), index, file(older)))).toEqual(wanted);
  });
});
