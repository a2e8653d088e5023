import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frameOf, type Row } from '../../src/interactive/frame.js';
import { begin, type InteractiveState, press } from '../../src/interactive/state.js';
import { displayWidth } from '../../src/render/columns.js';
import { PLAIN, styleOf } from '../../src/render/style.js';
import { EDIT, fileOf, textOf } from './sample-views.js';

const LOOK = { style: PLAIN, zone: () => 0 };
const FILE = fileOf([
  ['c', 'export function clamp(n) {'],
  ['a', '\treturn Math.min(n, max);'],
  ['p', '}'],
]);

/** A row as it looks: pieces where they stand, without blanks at the end. */
function shown(row: Row): string {
  return row
    .reduce((line, { column, text }) => line + ' '.repeat(Math.max(0, column - displayWidth(line))) + text, '')
    .trimEnd();
}

function picture(state: InteractiveState): string[] {
  return frameOf(state, LOOK).map(shown);
}

describe('the picture', () => {
  test('wide: what is told of the line stands beside', () => {
    expect(picture(press(begin(FILE, { columns: 80, rows: 12 }), 'j').state)).toEqual([
      ' src/clamp.ts                                                               2/3',
      ' Ada        1 ┐ export function clamp(n) {      │ codex gpt-demo',
      '>gpt-demo = 2 ┤         return Math.min(n, max… │ turn 2 of session',
      ' preexis…   3 ┤ }                               │ 6f1c2a3b-0d4e-4f50-8a61-7b8c9…',
      '                                                │ 2026-03-04 05:06',
      '                                                │ “Add a max option”',
      '                                                │',
      '                                                │ = exact by apply_patch',
      '                                                │ edit e7c1a90b52d4  +1 -1',
      '                                                │ sessions/2026/rollout.jsonl:17',
      '                                                │',
      'q quit  ? keys  Enter diff  , before  < back  / search  y link',
    ]);
  });

  test('narrow: below', () => {
    expect(picture(press(begin(FILE, { columns: 40, rows: 10 }), 'j').state)).toEqual([
      ' src/clamp.ts                       2/3',
      ' Ada        1 ┐ export function clamp(n…',
      '>gpt-demo = 2 ┤         return Math.min…',
      ' preexis…   3 ┤ }',
      '',
      '────────────────────────────────────────',
      '= exact by apply_patch  codex gpt-demo …',
      '“Add a max option”',
      'edit e7c1a90b52d4  …026/rollout.jsonl:17',
      'q quit  ? keys  Enter diff  , before  <…',
    ]);
  });

  test('a file without lines says so', () => {
    expect(picture(begin(fileOf([]), { columns: 40, rows: 6 }))[1]).toBe('(no lines)');
  });

  test('sideways', () => {
    const state = press(begin(FILE, { columns: 40, rows: 10 }), 'l').state;
    expect(picture(state).slice(1, 4)).toEqual([
      '>Ada        1 ┐ unction clamp(n) {',
      ' gpt-demo = 2 ┤ return Math.min(n, max);',
      ' preexis…   3 ┤',
    ]);
  });

  test('a block that began above is named at the first line that is seen', () => {
    const long = fileOf(Array.from({ length: 30 }, (_, n) => ['a', `${n}`] as const));
    expect(picture(press(begin(long, { columns: 40, rows: 10 }), 'G').state)[1]).toBe(' gpt-demo = 27 │ 26');
  });

  test('what is typed stands in the last row', () => {
    const typed = ['/', 'a', '\u202e'].reduce(
      (at, key) => press(at, key).state,
      begin(FILE, { columns: 40, rows: 10 }),
    );
    expect(picture(typed).at(-1)).toBe('/a\\u202e_');
  });
});

const evil = fc.constantFrom(
  '\x1b]0;x\x07',
  '\x1b[2J',
  '\x9b1m',
  '\t',
  '手',
  '👩‍👩‍👧',
  'e\u0301',
  '\u202e',
  '\r',
  'a',
  ' ',
  '\ud800',
  '🇩🇪',
);
const text = fc.oneof(
  fc.array(evil, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
);
const lines = fc.array(fc.tuple(fc.constantFrom('a', 'c', 'p', 'u'), text), { maxLength: 30 });
const keys = fc.array(fc.constantFrom('j', 'G', 'l', '/', 'a', '\u202e', '手', '?', ']', ' '), { maxLength: 12 });

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be sent
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

test.each([0, 2] as const)(
  'nothing is wider than the terminal, and nothing in it is obeyed (colours %i)',
  async (level) => {
    const look = { style: await styleOf(level), zone: () => 0 };
    const size = fc.record({ columns: fc.integer({ min: 1, max: 300 }), rows: fc.integer({ min: 1, max: 100 }) });
    const check = (state: InteractiveState): void => {
      const frame = frameOf(state, look);
      expect(frame.length).toBe(state.size.rows);
      for (const row of frame) {
        for (const [n, piece] of row.entries()) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
          const bare = piece.text.replace(/\x1b\[[\d;]*m/g, '');
          expect(bare).not.toMatch(OBEYED);
          expect(piece.column + displayWidth(bare)).toBeLessThanOrEqual(row[n + 1]?.column ?? state.size.columns);
        }
      }
    };
    fc.assert(
      fc.property(lines, text, text, size, keys, (rows, prompt, model, terminal, typed) => {
        const turn = { index: 3, id: null, startedAt: null, prompt };
        const edit = {
          ...EDIT,
          turn,
          model,
          tool: model,
          trace: { path: prompt, line: 1 },
          caveats: [{ code: 'c', message: prompt }],
        };
        const texts = textOf(rows.map(([, row]) => row));
        for (const view of [
          { ...fileOf(rows, edit), path: prompt },
          { ...texts, title: prompt },
        ]) {
          check(typed.reduce((at, key) => press(at, key).state, begin(view, terminal)));
        }
      }),
      { numRuns: 150 },
    );
  },
);

test('of a file of 20,000 lines only those that are seen are looked at', () => {
  let reads = 0;
  const rows = Array.from({ length: 20_000 }, (_, n) => ['c', `line ${n}`] as const);
  const view = fileOf(rows);
  const counted = view.blamed.lines.map((line) => ({
    ...line,
    get text() {
      reads++;
      return line.text;
    },
  }));
  const state = begin({ ...view, blamed: { ...view.blamed, lines: counted } }, { columns: 100, rows: 30 });
  frameOf(press(state, 'G').state, LOOK);
  expect(reads).toBe(28);
});
