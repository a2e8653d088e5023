import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  columnWidths,
  displayWidth,
  expandTabs,
  joinCells,
  joinedWidth,
  padEnd,
  padStart,
  truncateEnd,
  truncateStart,
} from '../../src/render/columns.js';

const COMBINED = 'e\u0301';
const FAMILY = '👩‍👩‍👧';

describe('displayWidth', () => {
  test.each([
    ['', 0],
    ['plain', 5],
    ['半分', 4],
    [COMBINED, 1],
    [FAMILY, 2],
  ])('%j takes %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('padding', () => {
  test('counts columns, not characters', () => {
    expect(padEnd('半', 4)).toBe('半  ');
    expect(padStart(COMBINED, 3)).toBe(`  ${COMBINED}`);
  });

  test('never shortens', () => {
    expect(padEnd('long', 2)).toBe('long');
    expect(padStart('long', 2)).toBe('long');
  });
});

describe('expandTabs', () => {
  test.each([
    ['\ta', '        a'],
    ['ab\tc', 'ab      c'],
    ['12345678\ta', '12345678        a'],
    ['半\ta', '半      a'],
    ['no tab', 'no tab'],
  ])('%j', (text, expanded) => {
    expect(expandTabs(text)).toBe(expanded);
  });
});

describe('truncation', () => {
  test.each([
    ['abcdef', 6, 'abcdef', 'abcdef'],
    ['abcdef', 4, 'abc…', '…def'],
    ['半分半分', 4, '半…', '…分'],
    [`${COMBINED}${COMBINED}${COMBINED}`, 2, `${COMBINED}…`, `…${COMBINED}`],
    [`${FAMILY}${FAMILY}`, 3, `${FAMILY}…`, `…${FAMILY}`],
    ['abc', 1, '…', '…'],
    ['abc', 0, '', ''],
  ])('%j to %i', (text, width, end, start) => {
    expect(truncateEnd(text, width)).toBe(end);
    expect(truncateStart(text, width)).toBe(start);
  });

  test('never takes more than it may', () => {
    const printable = fc.string({ unit: fc.constantFrom('a', ' ', '半', COMBINED, FAMILY, 'é', '…') });
    fc.assert(
      fc.property(printable, fc.nat(12), (text, width) => {
        expect(displayWidth(truncateEnd(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(truncateStart(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test('columns that are empty in every row take no room', () => {
  const widths = columnWidths([
    ['a', '', 'ccc'],
    ['bb', '', '半'],
  ]);
  expect(widths).toEqual([2, 0, 3]);
  expect(joinedWidth(widths)).toBe(7);
  expect(joinCells(['a ', '', 'ccc'], widths)).toBe('a   ccc');
});
