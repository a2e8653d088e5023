import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EditRecord } from '../../src/model/edit-record.js';
import { displayWidth } from '../../src/render/columns.js';
import { editsText } from '../../src/render/edits-text.js';
import { PLAIN } from '../../src/render/style.js';
import { SAMPLE_EDITS, sampleEdit } from './sample-report.js';

const plain = (edits: readonly EditRecord[], width: number | null = null): string =>
  editsText(edits, { width, style: PLAIN, zone: () => 0 });

describe('columns', () => {
  test('without a terminal everything is told', () => {
    expect(plain(SAMPLE_EDITS.edits)).toBe(
      [
        '00aa11bb  2026-03-04 05:06  codex gpt-demo-codex   019b3a6c-4 #2   = exact     create  +120  -0  src/clamp.ts',
        'e7c1a90b  2026-03-04 05:06  codex gpt-demo-codex   019b3a6c-4 #2   = exact     modify    +3  -1  src/clamp.ts',
        '77dd88ee  2026-03-04 05:06  codex gpt-demo-codex   019b3a6c-4      ~ fragment  rename    +3  -1  src/clamp.ts → src/numbers/clamp.ts',
        '5d02f6b8  2026-03-05 10:00  codex (model unknown)  019b3a6c-9 #11  : snapshot  modify    +3  -1  src/clamp.ts',
        '01234567                    codex gpt-demo-codex   019b3a6c-4 #2   ? inferred  delete    +0  -7  old file.ts',
        '',
      ].join('\n'),
    );
  });

  test('80 columns', () => {
    expect(plain(SAMPLE_EDITS.edits, 80)).toBe(
      [
        '00aa11bb  gpt-demo-codex  #2   =  create  +120  -0  src/clamp.ts',
        'e7c1a90b  gpt-demo-codex  #2   =  modify    +3  -1  src/clamp.ts',
        '77dd88ee  gpt-demo-codex       ~  rename    +3  -1  …p.ts → src/numbers/clamp.ts',
        '5d02f6b8  codex           #11  :  modify    +3  -1  src/clamp.ts',
        '01234567  gpt-demo-codex  #2   ?  delete    +0  -7  old file.ts',
        '',
      ].join('\n'),
    );
  });

  test('no line is wider than the terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), (width) => {
        for (const line of plain(SAMPLE_EDITS.edits, width).split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

test('no edits are no lines', () => {
  expect(plain([], 80)).toBe('');
});

test('nothing a terminal obeys comes through', () => {
  const evil = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(evil, evil, evil, fc.constantFrom(null, 40, 120), (path, model, session, width) => {
      const text = plain([sampleEdit({ path, previousPath: path, model, session })], width);
      expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
      expect(text.at(-1)).toBe('\n');
    }),
  );
});
