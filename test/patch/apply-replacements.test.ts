import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyInsertion, applyReplacements } from '../../src/patch/apply-replacements.js';

function replace(
  content: string | null,
  old: string,
  text: string,
  options: { all?: boolean; takesLineEnd?: boolean } = {},
) {
  const { all = false, takesLineEnd = false } = options;
  const bytes = content === null ? null : Buffer.from(content);
  return applyReplacements(bytes, [{ old, text, all, takesLineEnd }])?.content.toString() ?? null;
}

describe('a literal replacement', () => {
  test('needs its old text exactly once', () => {
    expect(replace('a b c', 'b', 'x')).toBe('a x c');
    expect(replace('a b b', 'b', 'x')).toBeNull();
    expect(replace('a c', 'b', 'x')).toBeNull();
    expect(replace('aaa', 'aa', 'x')).toBeNull();
  });

  test('of all occurrences takes every one', () => {
    expect(replace('b b b', 'b', 'bb', { all: true })).toBe('bb bb bb');
    expect(replace('c', 'b', 'x', { all: true })).toBeNull();
  });

  test('takes $ and patterns as they are', () => {
    expect(replace('a.c abc', 'a.c', "$& $1 $' \\n")).toBe("$& $1 $' \\n abc");
  });

  test('with an empty old text makes a file, or fills an empty one', () => {
    expect(replace(null, '', 'a\n')).toBe('a\n');
    expect(replace('', '', 'a\n')).toBe('a\n');
    expect(replace('x', '', 'a\n')).toBeNull();
    expect(replace(null, 'x', 'a\n')).toBeNull();
  });

  test('with an empty new text takes the line end along, where the tool does', () => {
    expect(replace('a\nb\nc\n', 'b', '', { takesLineEnd: true })).toBe('a\nc\n');
    expect(replace('a\nb\nc\n', 'b\n', '', { takesLineEnd: true })).toBe('a\nc\n');
    expect(replace('a\nb', 'b', '', { takesLineEnd: true })).toBe('a\n');
    expect(replace('a\nb\nc\n', 'b', '')).toBe('a\n\nc\n');
  });

  test('finds its lines whatever their ends are, and writes those of the file', () => {
    expect(replace('a\r\nb\r\nc\r\n', 'a\nb', 'x\ny')).toBe('x\r\ny\r\nc\r\n');
    expect(replace('a\nb\nc\n', 'a\r\nb', 'x\r\ny')).toBe('x\ny\nc\n');
  });

  test('is carried out on what those before it left', () => {
    const steps = [
      { old: 'a', text: 'b b', all: false, takesLineEnd: false },
      { old: 'b', text: 'c', all: true, takesLineEnd: false },
    ];
    expect(applyReplacements(Buffer.from('a'), steps)).toEqual({ content: Buffer.from('c c'), place: null });
  });

  test('tells the only place that changed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), fc.string(), (head, old, text, tail) => {
        const before = Buffer.from(`${head}\u0001${old}\u0002${tail}`);
        const step = { old: `\u0001${old}\u0002`, text, all: false, takesLineEnd: false };
        fc.pre(before.indexOf(step.old) === before.lastIndexOf(step.old));
        const applied = applyReplacements(before, [step]);
        const { start = 0, end = 0, newEnd = 0 } = applied?.place ?? {};
        expect(before.subarray(0, start).toString()).toBe(head);
        expect(before.subarray(end).toString()).toBe(tail);
        expect(applied?.content.subarray(start, newEnd).toString()).toBe(text);
      }),
    );
  });
});

describe('an insertion', () => {
  test('stands behind its line', () => {
    const insert = (content: string, line: number, text: string) =>
      applyInsertion(Buffer.from(content), line, text)?.toString() ?? null;
    expect(insert('a\nb\n', 0, 'x')).toBe('x\na\nb\n');
    expect(insert('a\nb\n', 1, 'x\n')).toBe('a\nx\nb\n');
    expect(insert('a\nb\n', 2, 'x')).toBe('a\nb\nx');
    expect(insert('a\nb', 2, 'x')).toBe('a\nb\nx');
    expect(insert('a\r\nb\r\n', 1, 'x\ny')).toBe('a\r\nx\r\ny\nb\r\n');
    expect(insert('a\n', 3, 'x')).toBeNull();
    expect(insert('', 0, 'x')).toBe('x');
  });
});
