import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visible, visibleCell } from '../../src/render/control-characters.js';

describe('visible', () => {
  test.each([
    ['an escape sequence', 'a\u001b[31mred\u001b[0m', 'a␛[31mred␛[0m'],
    ['bell, backspace, carriage return, newline', '\u0007\b\r\n', '␇␈␍␊'],
    ['delete', 'a\u007fb', 'a␡b'],
    ['an 8-bit escape sequence', '\u009b31m', '\\x9b31m'],
    ['reordered text', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['half a surrogate pair', 'a\ud800b\udc9b', 'a\ufffdb\ufffd'],
    ['tabs, letters and emoji stay', '\tÄ 半 👩‍👩‍👧', '\tÄ 半 👩‍👩‍👧'],
  ])('%s', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('in a cell, a tab is shown too', () => {
    expect(visibleCell('a\tb\u001b')).toBe('a␉b␛');
  });

  test('reconciler 10: nothing that a terminal obeys is left, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleCell(text)).not.toMatch(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
