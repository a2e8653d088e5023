import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { VarintReader, VarintWriter } from '../../src/store/varints.js';

const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => ({ hex: Buffer.from(each).toString('hex') }));
const ascii = fc.string({ maxLength: 40 }).map((each) => ({ ascii: each }));

describe('numbers in few bytes', () => {
  test('whatever is written is read in its order, also beyond the room that was thought of', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -70, max: 70 }), bytes, ascii)), (given) => {
        const writer = new VarintWriter(3);
        for (const each of given) {
          if (typeof each === 'number') writer.number(each);
          else if ('hex' in each) writer.hex(each.hex);
          else writer.ascii(each.ascii);
        }
        const reader = new VarintReader(Buffer.concat([Buffer.alloc(2), writer.written()]), 2);
        const read = given.map((each) => {
          if (typeof each === 'number') return reader.number();
          return 'hex' in each ? { hex: reader.hex(each.hex.length / 2) } : { ascii: reader.ascii(each.ascii.length) };
        });
        expect(read).toEqual(given);
        expect(reader.isAtEnd).toBe(true);
        expect(() => reader.number()).toThrow(RangeError);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    [0, '00'],
    [-1, '03'],
    [63, '7e'],
    [-63, '7f'],
    [64, '8001'],
    [-64, '8101'],
    [Number.MAX_SAFE_INTEGER, 'feffffffffffff1f'],
  ])('%s is written as %s', (value, expected) => {
    const writer = new VarintWriter(0);
    writer.number(value);
    expect(writer.written().toString('hex')).toBe(expected);
  });

  test.each([
    ['80', 'a number that goes on'],
    ['', 'no number'],
  ])('what ends early is refused: %s', (hex) => {
    expect(() => new VarintReader(Buffer.from(hex, 'hex'), 0).number()).toThrow(RangeError);
  });

  test('more bytes than there are are refused', () => {
    expect(() => new VarintReader(Buffer.from('aabb', 'hex'), 0).hex(3)).toThrow(RangeError);
    expect(() => new VarintReader(Buffer.from('aabb', 'hex'), 0).hex(-1)).toThrow(RangeError);
  });
});
