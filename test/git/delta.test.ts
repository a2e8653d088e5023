import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyDelta, readDeltaSizes } from '../../src/git/delta.js';

const base = Buffer.from('0123456789');

/** Sizes of base and result, then instructions. */
function delta(result: number, ...instructions: number[]): Buffer {
  return Buffer.from([base.length, result, ...instructions]);
}

test('copies and insertions', () => {
  // Copy 3 from offset 2 (0x91: one byte of offset, one of size), insert "ab", copy 10 from 0 (0x90: size only).
  const mixed = delta(15, 0x91, 2, 3, 2, 0x61, 0x62, 0x90, 10);
  expect(applyDelta(base, mixed)?.toString()).toBe('234ab0123456789');
  expect(readDeltaSizes(mixed)).toEqual({ base: 10, result: 15, end: 2 });
  expect(applyDelta(base, delta(0))).toEqual(Buffer.alloc(0));
});

test('a copy without a size takes 64 KiB; offsets and sizes have up to four and three bytes', () => {
  const large = Buffer.alloc(0x30000, 'x');
  large.write('here', 0x20001);
  // 0x30000 and 0x10000 in groups of seven bits; 0x80: offset 0, size 0x10000.
  const whole = Buffer.from([0x80, 0x80, 0x0c, 0x80, 0x80, 0x04, 0x80]);
  expect(applyDelta(large, whole)?.length).toBe(0x10000);
  const far = Buffer.from([0x80, 0x80, 0x0c, 4, 0xf7, 0x01, 0x00, 0x02, 4, 0, 0]);
  expect(applyDelta(large, far)?.toString()).toBe('here');
});

test.each<[why: string, bad: Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['only one size', Buffer.from([10])],
  ['a size without end', Buffer.alloc(20, 0xff)],
  ['a base of another size', Buffer.from([11, 1, 1, 0x61])],
  ['a copy over the end of the base', delta(5, 0x91, 8, 5)],
  ['a copy over the end of the result', delta(2, 0x90, 3)],
  ['a copy that is cut off', delta(3, 0x91, 2)],
  ['an insertion that is cut off', delta(3, 3, 0x61)],
  ['an insertion over the end of the result', delta(1, 2, 0x61, 0x62)],
  ['a result that is not filled', delta(3, 1, 0x61)],
  ['the reserved instruction', delta(0, 0)],
])('%s is damage', (_, bad) => {
  expect(applyDelta(base, bad)).toBe(null);
});

test('any bytes give a result of the promised size, or null', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(60), (bytes, size) => {
      const result = applyDelta(base, delta(size, ...bytes));
      expect(result === null || result.length === size).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
