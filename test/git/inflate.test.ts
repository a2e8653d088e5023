import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inflate } from '../../src/git/inflate.js';

/** Small contents and such as do not fit where small ones are inflated to, some of which deflate well. */
const content = fc
  .tuple(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(1, 3, 90, 109, 110, 400))
  .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => Buffer.from(bytes))));
const level = fc.constantFrom(0, 1, 9);
const LIMIT = 1_000_000;

describe('streams of zlib', () => {
  test('what was deflated comes out, whatever size was expected, and whatever follows', () => {
    fc.assert(
      fc.property(
        content,
        level,
        fc.uint8Array({ maxLength: 20 }),
        fc.nat(40_000),
        (bytes, chosen, behind, expected) => {
          const stream = Buffer.concat([deflateSync(bytes, { level: chosen }), behind]);
          expect(inflate(stream, expected, LIMIT)).toEqual(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('what was given before stays as it was', () => {
    const streams = ['one', 'two', 'three'].map((text) => deflateSync(text));
    const given = streams.map((stream) => inflate(stream, 10, LIMIT));
    expect(given.map(String)).toEqual(['one', 'two', 'three']);
  });

  test('a stream that ends early is told as cut, and the next one comes out whole', () => {
    fc.assert(
      fc.property(content, level, fc.nat(), (bytes, chosen, at) => {
        const stream = deflateSync(bytes, { level: chosen });
        expect(inflate(stream.subarray(0, at % stream.length), bytes.length, LIMIT)).toBe('cut');
        expect(inflate(stream, bytes.length, LIMIT)).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  test('a stream whose sum is wrong is told as damaged, and the next one comes out whole', () => {
    fc.assert(
      fc.property(
        content,
        level,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 255 }),
        (bytes, chosen, n, bits) => {
          const stream = deflateSync(bytes, { level: chosen });
          const damaged = Buffer.from(stream);
          damaged[stream.length - n] = (damaged[stream.length - n] ?? 0) ^ bits;
          expect(inflate(damaged, bytes.length, LIMIT)).toBe('damaged');
          expect(inflate(stream, bytes.length, LIMIT)).toEqual(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([1, 100, 40_000, 200_000])('no more than %d bytes are given', (limit) => {
    const fits = Buffer.alloc(limit, 'x');
    expect(inflate(deflateSync(fits), limit, limit)).toEqual(fits);
    expect(inflate(deflateSync(Buffer.alloc(limit + 1, 'x')), limit, limit)).toBe('large');
    expect(inflate(deflateSync(Buffer.alloc(limit + 1, 'x')), 0, limit)).toBe('large');
  });
});
