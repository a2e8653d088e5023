import { describe, expect, test } from '@jest/globals';
import { MAX_SCORE, Similarity } from '../../src/git/similarity.js';

const HALF = MAX_SCORE / 2;
const score = (source: string, target: string, minimum = HALF) =>
  new Similarity(Buffer.from(target, 'latin1')).score(Buffer.from(source, 'latin1'), minimum);
const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `${String(from + i).padStart(9, '0')}\n`).join('');

describe('Similarity', () => {
  test('bytes of equal lines, as a share of the larger file', () => {
    expect(score(numbered(10), numbered(10))).toBe(MAX_SCORE);
    expect(score(numbered(10), numbered(5) + numbered(5, 100))).toBe(HALF);
    expect(score(numbered(6), numbered(10))).toBe(MAX_SCORE * 0.6);
    expect(score(numbered(10), numbered(10, 100))).toBe(0);
  });

  test('the order of lines does not matter', () => {
    expect(score(numbered(5) + numbered(5, 50), numbered(5, 50) + numbered(5))).toBe(MAX_SCORE);
  });

  test('sizes alone exclude a pair', () => {
    expect(score(numbered(4), numbered(10))).toBe(0);
    expect(score(numbered(6), numbered(10), MAX_SCORE * 0.75)).toBe(0);
    expect(score('', numbered(1))).toBe(0);
    expect(score('', '')).toBe(0);
  });

  test('CR before LF does not count in text, and does in binary files', () => {
    const dos = numbered(10).replaceAll('\n', '\r\n');
    // 100 equal bytes of 110.
    expect(score(numbered(10), dos)).toBe(Math.floor((100 * MAX_SCORE) / 110));
    expect(score(`\0\n${numbered(10)}`, `\0\n${dos}`)).toBe(Math.floor((2 * MAX_SCORE) / 112));
  });

  test('long lines are compared in pieces of 64 bytes', () => {
    const piece = (from: number) => numbered(7, from).replaceAll('\n', '.').slice(0, 64);
    expect(score(piece(0) + piece(100), piece(0) + piece(200))).toBe(HALF);
    expect(score(piece(0) + piece(100), `x${piece(0)}${piece(100)}`.slice(0, 128))).toBe(0);
  });
});
