import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyTextEdits, textEditsOf } from '../../../src/agents/copilot-vscode/text-edits.js';
import { editOf } from './scribe.js';

function applied(content: string, ...edits: [number, number, number, number, string][]): string | null {
  return applyTextEdits(
    content,
    edits.map(([startLine, startColumn, endLine, endColumn, text]) => ({
      startLine,
      startColumn,
      endLine,
      endColumn,
      text,
    })),
  );
}

describe('edits of one version of a document', () => {
  test('lines and columns count from 1, the end is not included', () => {
    expect(applied('x = 1\n', [1, 5, 1, 6, '2'])).toBe('x = 2\n');
    expect(applied('one\ntwo\n', [2, 1, 3, 1, ''])).toBe('one\n');
    expect(applied('one\n', [2, 1, 2, 1, 'two\n'])).toBe('one\ntwo\n');
  });

  test('columns are UTF-16 units', () => {
    expect(applied('a😀b\n', [1, 4, 1, 5, 'c'])).toBe('a😀c\n');
    expect(applied('äé\n', [1, 2, 1, 3, 'e'])).toBe('äe\n');
  });

  test('all of them refer to the same version, whatever their order', () => {
    const edits: [number, number, number, number, string][] = [
      [1, 1, 1, 4, 'ONE\nAND'],
      [3, 1, 3, 6, 'THREE'],
    ];
    expect(applied('one\ntwo\nthree\n', ...edits)).toBe('ONE\nAND\ntwo\nTHREE\n');
    expect(applied('one\ntwo\nthree\n', ...edits.toReversed())).toBe('ONE\nAND\ntwo\nTHREE\n');
  });

  test('texts that are put in at one place stay in their order', () => {
    expect(applied('ab', [1, 2, 1, 2, '1'], [1, 2, 1, 2, '2'])).toBe('a12b');
  });

  test('places outside of the document are moved to its nearest one', () => {
    expect(applied('one\ntwo', [1, 1, 99, 1, 'all'])).toBe('all');
    expect(applied('one\ntwo', [1, 99, 1, 99, '!'])).toBe('one!\ntwo');
    expect(applied('one\ntwo', [0, 0, 1, 4, 'x'])).toBe('x\ntwo');
  });

  test('edits that overlap, or end before they begin, tell nothing', () => {
    expect(applied('one', [1, 1, 1, 3, 'x'], [1, 2, 1, 4, 'y'])).toBeNull();
    expect(applied('one', [1, 3, 1, 1, 'x'])).toBeNull();
  });

  test('line ends of all kinds are one', () => {
    expect(applied('one\r\ntwo\r\n', [2, 1, 2, 4, '2\r\n3'])).toBe('one\n2\n3\n');
  });

  test('what is no edit', () => {
    const range = { startLineNumber: 1, startColumn: 1, endLineNumber: 1, endColumn: 1 };
    expect(textEditsOf([{ range, text: '' }])).toHaveLength(1);
    for (const edits of [
      null,
      {},
      [null],
      [{ range }],
      [{ text: '' }],
      [{ range: { ...range, endColumn: '1' }, text: '' }],
    ])
      expect(textEditsOf(edits)).toBeNull();
  });
});

test('property: the smallest edit between two texts, and any set of edits apart from each other, give what they should', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '\n', '😀', 'é', ' '), { maxLength: 40 })
    .map((characters) => characters.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applyTextEdits(before, textEditsOf([editOf(before, after)]) ?? [])).toBe(after);
    }),
  );
  const pieces = fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pieces, fc.nat(), (parts, turn) => {
      const before = parts.map(([kept, old]) => kept + old).join('');
      const after = parts.map(([kept, , written]) => kept + written).join('');
      let done = '';
      const edits = parts.map(([kept, old, written]) => {
        const start = done + kept;
        done = start + old;
        const place = (upTo: string): [number, number] => [
          upTo.split('\n').length,
          (upTo.split('\n').at(-1) ?? '').length + 1,
        ];
        const [[startLine, startColumn], [endLine, endColumn]] = [place(start), place(done)];
        return { startLine, startColumn, endLine, endColumn, text: written };
      });
      // Touching edits at one place keep their order: they may be turned only where they stand apart.
      const apart = parts.every(([kept], i) => i === 0 || kept !== '');
      const given = apart ? [...edits.slice(turn % edits.length), ...edits.slice(0, turn % edits.length)] : edits;
      expect(applyTextEdits(before, given)).toBe(after);
    }),
  );
});
