import { expect, test } from '@jest/globals';
import { shortIds } from '../../src/render/short-ids.js';

test.each([
  ['nothing to tell apart', ['e7c1a90b52d4', 'e7c1a90b52d4'], ['e7c1a90b', 'e7c1a90b']],
  ['8 characters tell apart', ['e7c1a90b52d4', 'e7c1a90c52d4'], ['e7c1a90b', 'e7c1a90c']],
  ['all grow together', ['019b3a6c-41', '019b3a6c-97', '5d02f6b8-aa'], ['019b3a6c-4', '019b3a6c-9', '5d02f6b8-a']],
  ['short ids stay whole', ['ab', 'cd'], ['ab', 'cd']],
  ['one id begins another', ['019b3a6c', '019b3a6c-1'], ['019b3a6c', '019b3a6c-']],
])('%s', (_what, ids, expected) => {
  expect(ids.map(shortIds(ids))).toEqual(expected);
});
