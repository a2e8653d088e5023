import { expect, test } from '@jest/globals';
import { parseLineRange } from '../../src/cli/line-range.js';

test.each([
  ['10,20', 10, 20],
  ['20,10', 10, 20],
  ['7,7', 7, 7],
  ['10,+3', 10, 12],
  ['10,+1', 10, 10],
  ['10,-3', 8, 10],
  ['2,-9', 1, 2],
  ['10', 10, null],
  ['10,', 10, null],
  [',20', 1, 20],
])('%s', (given, start, end) => {
  expect(parseLineRange(given)).toEqual({ start, end });
});

test.each(['', ',', 'x', '5,x', '5,+', '5,-', ',+3', ',-3', '+3', '-3', '1,2,3', '1 ,2', '/begin/,/end/', ':name'])(
  '%j is refused with the forms there are',
  (given) => {
    expect(() => parseLineRange(given)).toThrow(
      `-L expects START,END as in 10,20 · 10,+5 · 10,-5 · 10, · ,20, not "${given}"`,
    );
  },
);

test.each(['0', '0,5', '5,0', '5,+0', '99999999999999999999'])('%s is refused: lines count from 1', (given) => {
  expect(() => parseLineRange(given)).toThrow(`-L expects numbers from 1, not "${given}"`);
});
