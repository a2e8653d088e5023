import { describe, expect, test } from '@jest/globals';
import { findDriver } from '../../src/sql/find-driver.js';
import { asBytes, sumOf } from '../../src/store/sums.js';

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
});
