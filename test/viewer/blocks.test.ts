import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockAt, blocksOf, type Written } from '../../src/viewer/paint/blocks.js';

const written: fc.Arbitrary<Written> = fc.oneof(
  fc.record({
    origin: fc.constant('agent' as const),
    edit: fc.constantFrom('e1', 'e2'),
    commit: fc.constantFrom(null, 'c1', 'c2'),
  }),
  fc.record({ origin: fc.constant('commit' as const), edit: fc.constant(null), commit: fc.constantFrom('c1', 'c2') }),
  fc.record({
    origin: fc.constantFrom('preexisting' as const, 'untraced' as const),
    edit: fc.constant(null),
    commit: fc.constant(null),
  }),
);

describe('blocks of lines', () => {
  test('lines of one edit are one block, whichever commits took them in', () => {
    const line = { origin: 'agent', edit: 'e1' } as const;
    expect(
      blocksOf([
        { ...line, commit: 'c1' },
        { ...line, commit: 'c2' },
        { origin: 'commit', edit: null, commit: 'c2' },
      ]),
    ).toEqual([
      { origin: 'agent', edit: 'e1', commit: 'c1', start: 0, count: 2 },
      { origin: 'commit', edit: null, commit: 'c2', start: 2, count: 1 },
    ]);
  });

  test('no line, no block', () => {
    expect(blocksOf([])).toEqual([]);
  });

  test('blocks cover all lines without a gap, and each line is found in its own', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 60 }), (lines) => {
        const blocks = blocksOf(lines);
        expect(blocks.reduce((at, { start, count }) => (start === at ? at + count : Number.NaN), 0)).toBe(lines.length);
        lines.forEach((line, at) => {
          const block = blocks[blockAt(blocks, at)];
          expect(block && { origin: block.origin, edit: block.edit }).toEqual({ origin: line.origin, edit: line.edit });
        });
        expect(blockAt(blocks, lines.length)).toBe(-1);
      }),
    );
  });
});
