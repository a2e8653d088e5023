import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitPieces, fitText } from '../../src/render/fit-text.js';
import type { SyntaxPiece } from '../../src/render/syntax.js';

const piece: fc.Arbitrary<SyntaxPiece> = fc.record({
  kind: fc.constantFrom(null, 'string', 'keyword'),
  text: fc.string({ unit: fc.constantFrom('a', 'b', '\t', '半', '👩‍👩‍👧'), minLength: 1, maxLength: 9 }),
});

test('a line in pieces is cut where the whole line is', () => {
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 21, max: 60 }),
      (pieces, start, width) => {
        const text = pieces.map((each) => each.text).join('');
        const fitted = fitPieces(pieces, text, start, width);
        expect(fitted.map((each) => each.text).join('')).toBe(fitText(text, start, width));
      },
    ),
  );
});

test('pieces keep their kinds; tabs become blanks up to stops that count from where the text begins', () => {
  const pieces: SyntaxPiece[] = [
    { kind: null, text: '\t' },
    { kind: 'keyword', text: 'return' },
    { kind: null, text: '\t' },
    { kind: 'string', text: '"a longer text"' },
  ];
  const text = '\treturn\t"a longer text"';
  expect(fitPieces(pieces, text, 6, 30)).toEqual([
    { kind: null, text: '        ' },
    { kind: 'keyword', text: 'return' },
    { kind: null, text: '  ' },
    { kind: 'string', text: '"a long' },
    { kind: null, text: '…' },
  ]);
  const whole = fitPieces(pieces, text, 7, 38);
  expect(whole.map((each) => each.text)).toEqual(['        ', 'return', '  ', '"a longer text"']);
  expect(fitPieces(pieces, text, 6, null)).toEqual(pieces);
});
