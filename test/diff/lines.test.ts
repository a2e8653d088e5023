import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitLines } from '../../src/diff/lines.js';

const split = (text: string) => {
  const lines = splitLines(Buffer.from(text, 'latin1'));
  return Array.from({ length: lines.count }, (_, i) => [
    lines.bytesOf(i).toString('latin1'),
    lines.contentOf(i).toString('latin1'),
  ]);
};

describe('splitLines', () => {
  test.each([
    ['', []],
    ['a', [['a', 'a']]],
    ['\n', [['\n', '']]],
    [
      'a\n\nb',
      [
        ['a\n', 'a'],
        ['\n', ''],
        ['b', 'b'],
      ],
    ],
    [
      'a\r\nb\r',
      [
        ['a\r\n', 'a'],
        ['b\r', 'b\r'],
      ],
    ],
    ['a\rb\x00\x0bc\x85\n', [['a\rb\x00\x0bc\x85\n', 'a\rb\x00\x0bc\x85']]],
    ['\r\n', [['\r\n', '']]],
    ['x\r\r\n', [['x\r\r\n', 'x\r']]],
  ])('%j: only LF ends a line', (text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  test('a final newline is told', () => {
    expect(['', 'a', 'a\n', '\n'].map((text) => splitLines(Buffer.from(text)).hasFinalNewline)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('a line that is not there is an error', () => {
    expect(() => splitLines(Buffer.from('a\n')).bytesOf(1)).toThrow(RangeError);
    expect(() => splitLines(Buffer.from('a\n')).contentOf(-1)).toThrow(RangeError);
  });

  test('lines put together are the file', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\0') }), (text) => {
        expect(
          split(text)
            .map(([bytes]) => bytes)
            .join(''),
        ).toBe(text);
        expect(split(text).length).toBe(text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0));
      }),
    );
  });
});
