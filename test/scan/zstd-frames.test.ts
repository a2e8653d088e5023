import * as zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { framesOf } from '../../src/scan/zstd-frames.js';
import { zstdStored } from '../support/zstd-stored.js';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** A frame by hand: what stands after the magic number (RFC 8878, 3.1.1.1), and its blocks. */
function frame(header: readonly number[], blocks: readonly number[]): Buffer {
  return Buffer.from([...MAGIC, ...header, ...blocks]);
}

/** Raw, `ab`; one byte three times; the end, raw and empty. */
const RAW = [2 << 3, 0, 0, 0x61, 0x62];
const REPEATED = [(3 << 3) | (1 << 1), 0, 0, 0x63];
const LAST = [1, 0, 0];

const skippable = (content: Uint8Array, kind = 0): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50 + kind, 0);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
};

describe('frames of a zstd file', () => {
  test.each<[string, Buffer]>([
    ['a window', frame([0, 56], [...RAW, ...REPEATED, ...LAST])],
    ['one segment, its size in a byte', frame([0x20, 5], [...RAW, ...REPEATED, ...LAST])],
    ['one segment, its size in two bytes', frame([0x60, 0, 0], LAST)],
    ['a size in four bytes', frame([0x80, 56, 5, 0, 0, 0], [...RAW, ...REPEATED, ...LAST])],
    ['a size in eight bytes', frame([0xc0, 56, 5, 0, 0, 0, 0, 0, 0, 0], [...RAW, ...REPEATED, ...LAST])],
    ['a dictionary of four bytes', frame([3, 56, 1, 2, 3, 4], LAST)],
    ['a checksum', frame([4, 56], [...RAW, ...LAST, 1, 2, 3, 4])],
  ])('end where their last block does: with %s', (_, bytes) => {
    expect(framesOf(bytes)).toEqual([bytes]);
    for (let cut = 1; cut < bytes.length; cut++) expect(framesOf(bytes.subarray(0, cut))).toBeNull();
    expect(framesOf(Buffer.concat([bytes, Buffer.from('more of it')]))).toBeNull();
  });

  test('come one after another, those that are to be skipped left out', () => {
    const texts = fc.string({ maxLength: 300 }).map((text) => ({ bytes: zstdStored(text), isText: true }));
    const others = fc
      .tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(15))
      .map(([content, kind]) => ({ bytes: skippable(content, kind), isText: false }));
    fc.assert(
      fc.property(fc.array(fc.oneof(texts, others)), (parts) => {
        const bytes = Buffer.concat(parts.map((part) => part.bytes));
        expect(framesOf(bytes)).toEqual(parts.filter(({ isText }) => isText).map((part) => part.bytes));
      }),
    );
  });

  test('of bytes that are none are none, and nothing is read beyond the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        expect(framesOf(Buffer.from(bytes))).toBeNull();
        expect(framesOf(Buffer.from([...MAGIC, ...bytes]))?.length ?? 1).toBe(1);
      }),
    );
  });

  const compress = (zlib as { readonly zstdCompressSync?: (bytes: Buffer) => Buffer }).zstdCompressSync;
  (compress === undefined ? test.skip : test)('as Node itself compresses', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 5_000 }), { minLength: 1, maxLength: 4 }), (texts) => {
        const frames = texts.map((text) => compress?.(Buffer.from(text)) ?? Buffer.alloc(0));
        expect(framesOf(Buffer.concat(frames))).toEqual(frames);
      }),
    );
  });
});
