import { describe, expect, test } from '@jest/globals';
import { pruneExpiry } from '../../src/git/prune-expiry.js';

const NOW = Date.UTC(2026, 2, 15, 12);
const HOUR = 3_600_000;

describe('since when an object must be stored to be left alone', () => {
  test.each<[string | null, number | null]>([
    [null, NOW - 14 * 24 * HOUR],
    ['2.weeks.ago', NOW - 14 * 24 * HOUR],
    ['3 days ago', NOW - 72 * HOUR],
    ['1.Hour', NOW - HOUR],
    ['1.week.2.days.ago', NOW - 9 * 24 * HOUR],
    ['now', NOW],
    ['all', NOW],
    ['yesterday', NOW - 24 * HOUR],
    ['never', Number.NEGATIVE_INFINITY],
    ['2026-03-01', Date.UTC(2026, 2, 1)],
    ['2026-03-01T10:00:00Z', Date.UTC(2026, 2, 1, 10)],
    ['tea time', null],
    ['3 days ago at tea', null],
    ['', null],
  ])('%j', (setting, expected) => {
    expect(pruneExpiry(setting, NOW)).toBe(expected);
  });
});
