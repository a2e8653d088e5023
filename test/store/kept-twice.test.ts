import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { onceOf, twice } from '../../src/store/kept-twice.js';
import { shortName } from '../../src/store/short-name.js';

const content = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes));

describe('what is held twice', () => {
  test('is what was given', () => {
    fc.assert(fc.property(content, (bytes) => expect(onceOf(twice(bytes))).toEqual(bytes)));
  });

  test('is damaged where a byte is another one', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, change) => {
        const held = twice(bytes);
        held[at % held.length] = (held[at % held.length] ?? 0) ^ change;
        expect(onceOf(held)).toBe(null);
      }),
    );
  });

  test('is damaged where it was cut off, unless the rest happens to be held twice', () => {
    const held = twice(Buffer.from('{"an answer": 1}\n'));
    for (let length = 0; length < held.length; length++) expect(onceOf(held.subarray(0, length))).toBe(null);
  });
});

describe('the short name of a text', () => {
  test('is 16 hexadecimal digits, the same for the same text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(shortName(text)).toMatch(/^[0-9a-f]{16}$/);
        expect(shortName(text)).toBe(shortName(`${text}`));
      }),
    );
  });

  test('is another one for another text', () => {
    const texts = Array.from({ length: 20_000 }, (_, n) => `src/file-${n}.ts`);
    expect(new Set(texts.map(shortName)).size).toBe(texts.length);
  });
});
