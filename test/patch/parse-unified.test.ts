import { describe, expect, test } from '@jest/globals';
import { parseUnified } from '../../src/patch/parse-unified.js';

describe('parseUnified', () => {
  test('reads hunks without file headers, counts left out, marks of a missing line end', () => {
    expect(
      parseUnified('@@ -1 +1,2 @@\n-a\n+b\n+c\n@@ -9,2 +10,2 @@ fn\n x\n-y\n\\ No newline at end of file\n+z\n'),
    ).toEqual({
      ok: true,
      hunks: [
        {
          oldStart: 0,
          oldLines: 1,
          newStart: 0,
          newLines: 2,
          lines: [
            { op: '-', text: 'a', noNewline: false },
            { op: '+', text: 'b', noNewline: false },
            { op: '+', text: 'c', noNewline: false },
          ],
        },
        {
          oldStart: 8,
          oldLines: 2,
          newStart: 9,
          newLines: 2,
          lines: [
            { op: ' ', text: 'x', noNewline: false },
            { op: '-', text: 'y', noNewline: true },
            { op: '+', text: 'z', noNewline: false },
          ],
        },
      ],
    });
  });

  test('lines of a hunk may look like file headers', () => {
    expect(parseUnified('--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n--- x\n+++ y\n')).toMatchObject({
      hunks: [
        {
          lines: [
            { op: ' ', text: 'a' },
            { op: '-', text: '-- x' },
            { op: '+', text: '++ y' },
          ],
        },
      ],
    });
  });

  test('a side without lines begins behind the line that it names', () => {
    expect(parseUnified('@@ -0,0 +1 @@\n+a\n')).toMatchObject({ hunks: [{ oldStart: 0, newStart: 0 }] });
    expect(parseUnified('@@ -3 +2,0 @@\n-a\n')).toMatchObject({ hunks: [{ oldStart: 2, newStart: 2 }] });
  });

  test('an empty diff has no hunks', () => {
    expect(parseUnified('')).toEqual({ ok: true, hunks: [] });
  });

  test.each([
    ['garbage\n', 'bad_header', 1],
    ['@@ -1 +1 @@\n-a\n+b\n+c\n', 'bad_header', 4],
    ['@@ -1 +1 @@\n-a\n', 'truncated', 2],
    ['@@ -1,2 +1 @@\n-a\n+b\n+c\n', 'bad_line', 4],
    ['@@ -1 +1 @@\n*a\n', 'bad_line', 2],
    ['@@ -1 +1 @@\n\\ No newline at end of file\n', 'bad_line', 2],
    ['@@ -2 +2 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b\n', 'bad_position', 4],
    ['@@ -1 +1,2 @@\n-a\n+b\n+c\n@@ -5 +5 @@\n-x\n+y\n', 'bad_position', 5],
  ])('refuses %j', (diff, reason, line) => {
    expect(parseUnified(diff)).toEqual({ ok: false, reason, line });
  });
});
