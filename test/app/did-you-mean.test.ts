import { expect, test } from '@jest/globals';
import { didYouMean } from '../../src/app/did-you-mean.js';

const OPTIONS = ['json', 'ndjson', 'porcelain', 'line-porcelain', 'rev', 'since', 'session', 'force', 'L'];

test.each([
  ['jsn', 'json'],
  ['josn', 'json'],
  ['jsonn', 'json'],
  ['ndjosn', 'ndjson'],
  ['ref', 'rev'],
  ['porc', 'porcelain'],
  ['sess', 'session'],
  ['verbose', null],
  ['x', null],
  ['xyz', null],
])('%s → %s', (given, meant) => {
  expect(didYouMean(given, OPTIONS)).toBe(meant);
});
