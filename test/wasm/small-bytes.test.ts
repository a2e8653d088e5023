import { createHash } from 'node:crypto';
import { constants, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf, type HashName, inflatedRaw, inflateSmall, SmallBytes } from '../../src/wasm/small-bytes.js';

const many = (): SmallBytes => new SmallBytes(Number.POSITIVE_INFINITY);

/** Texts as files have them: words that come again, lines that are alike, and what no line is like. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom('const ', 'value', ' = ', '\n', '  return ', 'x', '😀', '\0'), { maxLength: 4000 })
    .map((words) => Buffer.from(words.join(''))),
  fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.nat(255)).map(([length, byte]) => Buffer.alloc(length, byte)),
);

const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

function zlibs(compressed: Uint8Array): Buffer | null {
  try {
    return inflateSync(compressed);
  } catch {
    return null;
  }
}

describe('what zlib deflated', () => {
  const small = many();

  test('is inflated to what it was, whatever follows it', () => {
    fc.assert(
      fc.property(contents, options, fc.uint8Array({ maxLength: 20 }), (content, how, more) => {
        const compressed = Buffer.concat([deflateSync(content, how), more]);
        expect(small.inflate(compressed, content.length)).toEqual(compressed.length > 32 * 1024 ? null : content);
      }),
    );
  });

  test('is inflated to what it was, where neither head nor checksum are around it', () => {
    fc.assert(
      fc.property(contents, options, (content, how) => {
        const compressed = deflateRawSync(content, how);
        expect(small.inflateRaw(compressed)).toEqual(compressed.length > 32 * 1024 ? null : content);
        expect(inflatedRaw(compressed)).toEqual(content);
      }),
    );
  });

  test('is left to zlib where it becomes more than it may', () => {
    fc.assert(
      fc.property(contents, options, fc.integer({ min: 1, max: 100 }), (content, how, less) => {
        fc.pre(content.length >= less);
        expect(small.inflate(deflateSync(content, how), content.length - less)).toBeNull();
      }),
    );
    expect(small.inflate(deflateSync(Buffer.alloc(64 * 1024)), 1e9)).toEqual(Buffer.alloc(64 * 1024));
    expect(small.inflate(deflateSync(Buffer.alloc(64 * 1024 + 1)), 1e9)).toBeNull();
  });

  test('is left to zlib where it is cut off', () => {
    fc.assert(
      fc.property(contents, options, fc.nat(), (content, how, at) => {
        const compressed = deflateSync(content, how);
        expect(small.inflate(compressed.subarray(0, at % compressed.length), 1e9)).toBeNull();
      }),
    );
  });

  test('is never inflated to what zlib would not, where it is damaged', () => {
    fc.assert(
      fc.property(contents, options, fc.nat(), fc.integer({ min: 1, max: 255 }), (content, how, at, bits) => {
        const compressed = deflateSync(content, how);
        const place = at % compressed.length;
        compressed[place] = (compressed[place] ?? 0) ^ bits;
        const told = small.inflate(compressed, 1e9);
        if (told !== null) expect(told).toEqual(zlibs(compressed));
      }),
      { numRuns: 1000 },
    );
  });

  test('is never inflated to what zlib would not, where it is no such thing at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const like = Buffer.concat([Buffer.from([0x78, 0x9c]), bytes]);
        for (const each of [bytes, like]) expect(small.inflate(each, 1e9) ?? zlibs(each)).toEqual(zlibs(each));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('digests', () => {
  const small = many();
  const cryptos = (name: HashName, content: string | Uint8Array): string =>
    createHash(name).update(content).digest('hex');

  test.each(['sha1', 'sha256'] as const)('%s of every length that a block can end in', (name) => {
    for (let length = 0; length <= 200; length++) {
      const content = Buffer.from(Array.from({ length }, (_, n) => (n * 37 + length) & 255));
      expect(small.digest(name, content)).toBe(cryptos(name, content));
    }
    const most = Buffer.alloc(64 * 1024, 'abc');
    expect(small.digest(name, most)).toBe(cryptos(name, most));
  });

  // FIPS 180-2, appendices A and B.
  test.each([
    ['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ] as const)('%s of a text that the standard gives', (name, text, digest) => {
    expect(small.digest(name, text)).toBe(digest);
  });

  test('of texts are those of their UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.constantFrom('sha1', 'sha256'), (text, name) => {
        expect(small.digest(name, text)).toBe(cryptos(name, text));
      }),
    );
    expect(small.digest('sha1', 'a lone \udc80')).toBe(cryptos('sha1', 'a lone \udc80'));
  });

  test('of what is large are left to crypto', () => {
    expect(small.digest('sha1', Buffer.alloc(64 * 1024 + 1))).toBeNull();
    expect(small.digest('sha1', 'x'.repeat(22 * 1024))).toBeNull();
    expect(digestOf('sha1', Buffer.alloc(1e6))).toBe(cryptos('sha1', Buffer.alloc(1e6)));
  });
});

test('who asks often gets what zlib and crypto tell', () => {
  const few = new SmallBytes(2);
  const compressed = deflateSync('one');
  const told = [1, 2, 3].map(() => few.inflate(compressed, 10)?.toString() ?? null);
  expect(told).toEqual(['one', 'one', null]);
  expect(few.digest('sha1', 'one')).toBeNull();
  for (let n = 0; n < 1000; n++) inflateSmall(compressed, 10);
  expect(inflateSmall(compressed, 10)).toBeNull();
  expect(digestOf('sha256', 'abc').slice(0, 8)).toBe('ba7816bf');
  expect(inflatedRaw(deflateRawSync('two')).toString()).toBe('two');
});
