import { describe, expect, test } from '@jest/globals';
import { findDriver } from '../../src/sql/find-driver.js';
import { asBytes, asNumber, sumOf } from '../../src/store/sums.js';

describe('the sum over values', () => {
  test('is the same wherever in memory no bytes lie: Node gives them without a place, libsql with one', () => {
    const begin = Buffer.from('what comes before');
    const placed = sumOf([begin, Buffer.of(), 1]);
    expect(sumOf([begin, Buffer.from(new ArrayBuffer(0)), 1])).toBe(placed);
    const database = findDriver()?.open(':memory:', 0);
    const row = database?.prepare(`SELECT ${asBytes("'what comes before'")}, ${asBytes('NULL')}, 1`).get([]) ?? [];
    expect(sumOf(row)).toBe(placed);
    database?.close();
    expect(sumOf([Buffer.from('what came before'), Buffer.of(), 1])).not.toBe(placed);
  });

  test('is over numbers whatever they have become: those beyond 2^53 are none that we wrote, and can be read', () => {
    const database = findDriver()?.open(':memory:', 0);
    const read = (value: string) => database?.prepare(`SELECT ${asNumber(value)}`).get([])?.[0];
    for (const value of [0, -1, 1.5, 1767312000000.1235, 4294967295, Number.MAX_SAFE_INTEGER]) {
      expect(read(String(value))).toBe(value);
    }
    expect(['NULL', "'text'", '9007199254740995', '-9223372036854775808'].map(read)).toEqual([
      null,
      0,
      9007199254740996,
      -(2 ** 63),
    ]);
    database?.close();
  });
});
