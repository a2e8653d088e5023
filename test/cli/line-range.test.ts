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
  ['+10', 10, null],
  ['+10,20', 10, 20],
  ['+10,+3', 10, 12],
  ['10,', 10, null],
  [',20', 1, 20],
])('%s', (given, start, end) => {
  expect(parseLineRange(given)).toEqual({ start, end });
});

test.each([
  ['/begin/', { from: { pattern: 'begin', fromTop: false }, to: null }],
  ['^/begin/,', { from: { pattern: 'begin', fromTop: true }, to: null }],
  ['/a\\/b\\.c/,/,/', { from: { pattern: 'a/b\\.c', fromTop: false }, to: { pattern: ',', fromTop: false } }],
  ['/a/,+5', { from: { pattern: 'a', fromTop: false }, to: { lines: 5 } }],
  ['/a/,-5', { from: { pattern: 'a', fromTop: false }, to: { lines: -5 } }],
  ['3,/end/', { from: { line: 3 }, to: { pattern: 'end', fromTop: false } }],
  ['+3,/end/', { from: { line: 3 }, to: { pattern: 'end', fromTop: false } }],
  [',/end/', { from: null, to: { pattern: 'end', fromTop: false } }],
  [':na,me', { function: 'na,me', fromTop: false }],
  ['^:name', { function: 'name', fromTop: true }],
])('%s is sought in the file', (given, span) => {
  expect(parseLineRange(given)).toEqual(span);
});

test.each([
  '',
  ',',
  'x',
  '5,x',
  '5,+',
  '5,-',
  ',+3',
  ',-3',
  '-3',
  '1,2,3',
  '1 ,2',
  '/begin',
  '5,/end',
  ':',
  '^',
  '^5',
  '/a/b',
  '/a/,+1x',
])('%j is refused with the forms there are', (given) => {
  expect(() => parseLineRange(given)).toThrow(
    `-L expects START,END as in 10,20 · 10,+5 · 10,-5 · 10, · ,20 · /begin/,/end/ · /begin/,+5 · :function, not "${given}"`,
  );
});

test.each(['0', '0,5', '5,0', '5,+0', '99999999999999999999'])('%s is refused: lines count from 1', (given) => {
  expect(() => parseLineRange(given)).toThrow(`-L expects numbers from 1, not "${given}"`);
});
