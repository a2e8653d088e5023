import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readKeys } from '../../src/interactive/keys.js';

describe('what a terminal sends is taken apart into keys', () => {
  test.each([
    ['jk', ['j', 'k']],
    ['\x1b[A\x1bOB\x1b[5~\x1b[6~', ['<Up>', '<Down>', '<PageUp>', '<PageDown>']],
    ['\r\t\x7f', ['<Enter>', '<Tab>', '<Backspace>']],
    ['\x03\x1a\x04', ['<C-c>', '<C-z>', '<C-d>']],
    ['手👩', ['手', '👩']],
    // Of no key that we have: shift and up, and a report of the focus.
    ['\x1b[1;2Aq\x1b[I', ['q']],
    // ESC before a letter is two keys: a person who is quick.
    ['\x1bq', ['<Escape>', 'q']],
  ])('%j', (text, keys) => {
    expect(readKeys(text)).toEqual({ keys, rest: '' });
  });

  test('ESC alone is a key; the beginning of a sequence waits for its end', () => {
    expect(readKeys('\x1b')).toEqual({ keys: ['<Escape>'], rest: '' });
    expect(readKeys('j\x1b[')).toEqual({ keys: ['j'], rest: '\x1b[' });
    expect(readKeys('\x1b[1;')).toEqual({ keys: [], rest: '\x1b[1;' });
  });

  test('any text is taken apart, and no key is a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { keys, rest } = readKeys(text);
        expect(text.endsWith(rest)).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come out
        for (const key of keys) expect(key).not.toMatch(/[\u0000-\u001f\u0080-\u009f]/);
      }),
    );
  });
});
