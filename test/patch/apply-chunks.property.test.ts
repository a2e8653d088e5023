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

  test('finds the same however much was sought before', () => {
    const line = fc.constantFrom('a', 'b', 'b ', '\tb', '');
    const sought = fc.record({
      pattern: fc.array(line, { maxLength: 11 }),
      start: fc.integer({ min: 0, max: 32 }),
      endOfFile: fc.boolean(),
    });
    const input = fc.record({
      lines: fc.array(line, { maxLength: 30 }),
      patterns: fc.array(sought, { minLength: 60, maxLength: 90 }),
    });
    fc.assert(
      fc.property(input, ({ lines, patterns }) => {
        const seeker = new LineSeeker(lines);
        for (const { pattern, start, endOfFile } of patterns) {
          expect(seeker.seek(pattern, start, endOfFile)).toEqual(naive(lines, pattern, start, endOfFile));
          const all = [...lines.keys()].filter((place) => pattern.every((text, i) => text === lines[place + i]));
          expect(seeker.all(pattern, 3)).toEqual(pattern.length === 0 ? [] : all.slice(0, 3));
        }
      }),
      { numRuns: 300 },
    );
  });

  const COUNT = 4000;
  const bit = (n: number): string => ((Math.imul(n, 0x9e3779b1) >>> 16) & 1 ? 'one' : 'zero');
  test.each<[string, (n: number) => string, (n: number) => string[]]>([
    ['equal lines, runs that end otherwise', () => 'same', (n) => ['same', 'same', `other ${n}`]],
    ['equal lines, runs of them', () => 'same', (n) => new Array(1 + (n % 50)).fill('same')],
    ['lines of two kinds', bit, (n) => Array.from({ length: 12 }, (_, i) => ((n >> i) & 1 ? 'one' : 'zero'))],
    ['runs that nearly stand everywhere', (n) => (n % 3 === 2 ? 'b' : 'a'), () => ['a', 'a', 'a']],
  ])('does not read the file anew for each of many runs: %s', (_what, line, run) => {
    const lines = Array.from({ length: COUNT }, (_, n) => line(n));
    let reads = 0;
    const counted = new Proxy(lines, {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d/.test(name)) reads++;
        return Reflect.get(target, name);
      },
    });
    const seeker = new LineSeeker(counted);
    for (let n = 0; n < COUNT; n++) {
      const pattern = run(n);
      const [place] = seeker.all(pattern, 2);
      if (place !== undefined) expect(lines.slice(place, place + pattern.length)).toEqual(pattern);
    }
    // A few walks, each of which may compare a line twice; it were thousands.
    expect(reads).toBeLessThan(100 * COUNT);
  });
});
