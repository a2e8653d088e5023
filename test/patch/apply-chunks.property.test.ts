import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PatchDialect } from '../../src/model/agent-event.js';
import { applyChunks } from '../../src/patch/apply-chunks.js';
import type { LineHunk } from '../../src/patch/line-text.js';
import { reverseChunks } from '../../src/patch/reverse-chunks.js';
import { LineSeeker } from '../../src/patch/seek-lines.js';
import { generatedPatch, textOf } from './generated-patch.js';

const BOTH: readonly PatchDialect[] = ['rewrite-context', 'keep-context'];

function spliced(before: readonly string[], after: readonly string[], hunks: readonly LineHunk[]): string[] {
  const lines = [...before];
  for (const hunk of hunks.toReversed()) {
    lines.splice(hunk.beforeStart, hunk.beforeEnd - hunk.beforeStart, ...after.slice(hunk.afterStart, hunk.afterEnd));
  }
  return lines;
}

describe.each(BOTH)('chunks made from two texts, %s', (dialect) => {
  test('give the second from the first, and the hunks tell every difference', () => {
    fc.assert(
      fc.property(generatedPatch(1), ({ before, after, chunks }) => {
        const applied = applyChunks(textOf(before), chunks, dialect);
        if (!applied.ok) throw new Error(applied.reason);
        expect(applied.content.toString()).toBe(textOf(after));
        expect(spliced(before, after, applied.hunks)).toEqual(after);
        let end = -1;
        for (const hunk of applied.hunks) {
          expect(hunk.beforeStart).toBeGreaterThan(end);
          end = hunk.beforeEnd;
          for (const line of after.slice(hunk.afterStart, hunk.afterEnd)) expect(line).toMatch(/^new /);
        }
      }),
    );
  });

  test('give the first from the second, or say why not', () => {
    fc.assert(
      fc.property(generatedPatch(2), ({ before, after, chunks }) => {
        const reversed = reverseChunks(textOf(after), chunks, dialect);
        if (reversed.ok) {
          expect(reversed.content.toString()).toBe(textOf(before));
        } else {
          // Only a chunk that leaves nothing behind cannot be found.
          expect(reversed.reason).toBe('nothing_to_find');
          expect(chunks.some((chunk) => chunk.lines.every((line) => line.op === '-'))).toBe(true);
        }
      }),
    );
  });
});

describe('LineSeeker', () => {
  const FORMS: readonly ((line: string) => string)[] = [
    (line) => line,
    (line) => line.replace(/[ \t]+$/, ''),
    (line) => line.replace(/^[ \t]+|[ \t]+$/g, ''),
    (line) => line.replace(/^[ \t]+|[ \t]+$/g, '').replace(/\u2019/g, "'"),
  ];

  /** Word for word the rule of the format page, place by place. */
  function naive(lines: readonly string[], pattern: readonly string[], start: number, endOfFile: boolean) {
    if (pattern.length === 0) return { index: start, fuzz: 0 };
    const last = lines.length - pattern.length;
    for (const [fuzz, form] of FORMS.entries()) {
      for (let index = endOfFile ? Math.max(last, 0) : start; index <= last; index++) {
        if (pattern.every((line, i) => form(line) === form(lines[index + i] as string))) return { index, fuzz };
      }
    }
    return null;
  }

  test('finds what a plain search finds', () => {
    const line = fc.constantFrom('a', 'b', ' a', 'a ', '\tb ', '', "'", '\u2019');
    const input = fc.record({
      lines: fc.array(line, { maxLength: 14 }),
      pattern: fc.array(line, { maxLength: 4 }),
      start: fc.integer({ min: 0, max: 15 }),
      endOfFile: fc.boolean(),
    });
    fc.assert(
      fc.property(input, ({ lines, pattern, start, endOfFile }) => {
        expect(new LineSeeker(lines).seek(pattern, start, endOfFile)).toEqual(naive(lines, pattern, start, endOfFile));
      }),
      { numRuns: 2000 },
    );
  });
});
