import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import { structuredPatch } from 'diff';
import fc from 'fast-check';
import { applyUnified, locateUnified, reverseUnified } from '../../src/patch/apply-unified.js';
import { splitLines } from '../../src/patch/line-text.js';

function applied(content: string | Buffer, diff: string): unknown {
  const result = applyUnified(content, diff);
  if (!result.ok) return [result.reason, result.hunk];
  const hunks = result.hunks.map((h) => [h.beforeStart, h.beforeEnd, h.afterStart, h.afterEnd]);
  return { content: result.content.toString('utf8'), hunks, lineEnds: result.lineEnds };
}

describe('applyUnified', () => {
  test('changes only what the diff changes (L8)', () => {
    expect(applied('a\nb\nc\nd\ne\nf\n', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n@@ -5,2 +5,3 @@\n e\n+new\n f\n')).toEqual({
      content: 'a\nB\nc\nd\ne\nnew\nf\n',
      hunks: [
        [1, 2, 1, 2],
        [5, 5, 5, 6],
      ],
      lineEnds: 'exact',
    });
  });

  test('a new line end at the end of the file changes no text', () => {
    expect(applied('a', '@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n')).toEqual({
      content: 'a\nb\n',
      hunks: [[1, 1, 1, 2]],
      lineEnds: 'exact',
    });
  });

  test('a missing line end stays missing where the diff says so', () => {
    const diff = '@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n';
    expect(applied('a\nb', diff)).toMatchObject({ content: 'A\nb' });
    expect(applied('a\nb\n', diff)).toEqual(['mismatch', 0]);
  });

  test('creates and empties', () => {
    expect(applied('', '@@ -0,0 +1,2 @@\n+a\n+b\n')).toMatchObject({ content: 'a\nb\n', hunks: [[0, 0, 0, 2]] });
    expect(applied('a\nb\n', '@@ -1,2 +0,0 @@\n-a\n-b\n')).toMatchObject({ content: '', hunks: [[0, 2, 0, 0]] });
  });

  test('nothing is searched for: other lines at the given place are a mismatch', () => {
    expect(applied('top\na\n', '@@ -1 +1 @@\n-a\n+b\n')).toEqual(['mismatch', 0]);
    expect(applied('a\n', '@@ -1 +1 @@\n-a\n+b\n@@ -7 +7 @@\n-a\n+b\n')).toEqual(['mismatch', 1]);
    expect(applied('a\n', '@@ -5,0 +6 @@\n+b\n')).toEqual(['mismatch', 0]);
  });

  test('contents with the other kind of line ends are patched in their own (L13)', () => {
    expect(applied('a\nb\n', '@@ -1,2 +1,3 @@\n a\r\n+new\r\n b\r\n')).toEqual({
      content: 'a\nnew\nb\n',
      hunks: [[1, 1, 1, 2]],
      lineEnds: 'adapted',
    });
    expect(applied('a\r\nb\r\n', '@@ -1,2 +1,2 @@\n a\n-b\n+B\n')).toMatchObject({ content: 'a\r\nB\r\n' });
  });

  test('lost carriage returns are no change of text', () => {
    expect(applied('a\r\nb\r\n', '@@ -1,2 +1,2 @@\n-a\r\n-b\r\n+a\n+B\n')).toEqual({
      content: 'a\nB\n',
      hunks: [[1, 2, 1, 2]],
      lineEnds: 'exact',
    });
  });

  test('refuses what is no diff, and bytes that are not UTF-8', () => {
    expect(applied('a\n', 'hello')).toEqual(['bad_diff', null]);
    expect(applied(Buffer.from([0xff]), '@@ -0,0 +1 @@\n+a\n')).toEqual(['not_utf8', null]);
    expect(applied('a\n', '@@ -1 +1,2 @@\n-a\n+b\n\\ No newline at end of file\n+c\n')).toEqual(['mismatch', 0]);
  });
});

describe('diffs that jsdiff makes', () => {
  const line = fc.constantFrom('a', 'b', '', '-- x', '++ y', '@@ -1 +1 @@', 'z\r', '\\ q', '\u2028');
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
    .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));

  /** As in a trace: hunks only. */
  function diffOf(before: string, after: string, context: number): string {
    const { hunks } = structuredPatch('f', 'f', before, after, '', '', { context });
    return hunks
      .map((hunk) => {
        const side = (start: number, lines: number): string =>
          lines === 1 ? `${start}` : `${lines === 0 ? start - 1 : start},${lines}`;
        const header = `@@ -${side(hunk.oldStart, hunk.oldLines)} +${side(hunk.newStart, hunk.newLines)} @@`;
        return `${[header, ...hunk.lines].join('\n')}\n`;
      })
      .join('');
  }

  test('apply forwards and backwards', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 2 }), (before, after, context) => {
        const diff = diffOf(before, after, context);
        const forward = applyUnified(before, diff);
        const backward = reverseUnified(after, diff);
        if (!forward.ok || !backward.ok) throw new Error('a right diff was refused');
        expect(forward.content.toString()).toBe(after);
        expect(backward.content.toString()).toBe(before);
        expect([forward.lineEnds, backward.lineEnds]).toEqual(['exact', 'exact']);
        for (const hunks of [forward.hunks, backward.hunks]) {
          const bare = (lines: string[]): string[] => lines.map((each) => each.replace(/\r$/, ''));
          const spliced = bare(splitLines(before));
          const target = bare(splitLines(after));
          for (const h of hunks.toReversed()) {
            spliced.splice(h.beforeStart, h.beforeEnd - h.beforeStart, ...target.slice(h.afterStart, h.afterEnd));
          }
          expect(spliced).toEqual(target);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('located in the content after them, tell only lines that were added', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = splitLines(after).map((each) => each.replace(/\r$/, ''));
        const diff = diffOf(before, after, 1);
        const added = diff.split('\n').filter((each) => each.startsWith('+'));
        const bare = added.map((each) => each.slice(1).replace(/\r$/, ''));
        for (const { runs } of locateUnified(lines, diff) ?? []) {
          for (const run of runs) expect(bare).toEqual(expect.arrayContaining(lines.slice(run.start, run.end)));
        }
      }),
    );
  });
});

describe('locateUnified', () => {
  test('puts the place next to the given line first', () => {
    const lines = ['x = 1', 'q', 'q', 'q', 'x = 1', 'q'];
    expect(locateUnified(lines, '@@ -4 +4 @@\n-x = 0\n+x = 1\n')).toEqual([
      {
        how: 'block',
        blocks: [
          { start: 4, end: 5 },
          { start: 0, end: 1 },
        ],
        runs: [{ start: 4, end: 5, unique: false }],
        missing: 0,
      },
    ]);
  });

  test('has no answer for what is no diff', () => {
    expect(locateUnified(['a'], 'hello')).toBeNull();
  });
});
