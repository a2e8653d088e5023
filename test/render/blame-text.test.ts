import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BlameLine, BlameResult } from '../../src/model/blame-result.js';
import type { BlameColumns } from '../../src/render/blame-columns.js';
import { blameText } from '../../src/render/blame-text.js';
import { displayWidth, expandTabs } from '../../src/render/columns.js';
import { readDateForm } from '../../src/render/git-dates.js';
import { PLAIN, styleOf } from '../../src/render/style.js';
import { EDIT_A, SAMPLE, SAMPLE_REPORT, sampleEdit } from './sample-report.js';

const plain = (result: BlameResult, width: number | null = null): string =>
  blameText(result, { width, style: PLAIN, zone: () => 0 });

function withLines(lines: readonly Partial<BlameLine>[], change: Partial<BlameResult> = {}): BlameResult {
  const whole = lines.map(
    (line, index): BlameLine => ({ line: index + 1, text: '', origin: 'untraced', edit: null, commit: null, ...line }),
  );
  return { ...SAMPLE, lines: whole, ...change };
}

describe('columns', () => {
  test('without a terminal everything is told, and the text is whole', () => {
    expect(plain(SAMPLE)).toBe(
      [
        '·         preexisting                                               1 │ // Clamps a number.',
        'e7c1a90b  codex gpt-demo-codex   019b3a6c-4 #2   2026-03-04 05:06 = 2 │ export function clamp(n: number, min = 0, max = Infinity) {',
        '                                                                  = 3 │ \tif (Number.isNaN(n)) { throw new RangeError("not a number: " + n); }',
        '                                                                  = 4 │ \treturn Math.min(Math.max(n, min), max);',
        '91be4567  Ada Lovelace                           2026-03-01 10:00   5 │ }',
        '                                                                    6 │',
        '5d02f6b8  codex (model unknown)  019b3a6c-9 #11  2026-03-05 10:00 : 7 │ export const half = (n: number) => n / 2;',
        '·         untraced                                                  8 │ // 半分 — the half of it',
        '',
      ].join('\n'),
    );
  });

  test('80 columns', () => {
    expect(plain(SAMPLE, 80)).toBe(
      [
        '·         preexisting                       1 ┐ // Clamps a number.',
        'e7c1a90b  gpt-demo-codex  #2   2026-03-04 = 2 ┤ export function clamp(n: number…',
        '                                          = 3 │         if (Number.isNaN(n)) { …',
        '                                          = 4 │         return Math.min(Math.ma…',
        '91be4567  Ada Lovelace         2026-03-01   5 ┤ }',
        '                                            6 │',
        '5d02f6b8  codex           #11  2026-03-05 : 7 ┤ export const half = (n: number)…',
        '·         untraced                          8 ┤ // 半分 — the half of it',
        '',
      ].join('\n'),
    );
  });

  test('60 columns', () => {
    expect(plain(SAMPLE, 60)).toBe(
      [
        '·         preexisting           1 ┐ // Clamps a number.',
        'e7c1a90b  gpt-demo-codex  #2  = 2 ┤ export function clamp(n…',
        '                              = 3 │         if (Number.isNa…',
        '                              = 4 │         return Math.min…',
        '91be4567  Ada Lovelace          5 ┤ }',
        '                                6 │',
        '5d02f6b8  codex           #11 : 7 ┤ export const half = (n:…',
        '·         untraced              8 ┤ // 半分 — the half of it',
        '',
      ].join('\n'),
    );
  });

  test('no line is wider than the terminal, whatever stands in the file and in whichever columns', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '\t', '半', 'e\u0301', '👩‍👩‍👧', '🇩🇪', ' ') }), {
      minLength: SAMPLE.lines.length,
      maxLength: SAMPLE.lines.length,
    });
    const columns: fc.Arbitrary<BlameColumns | undefined> = fc.option(
      fc.record({
        who: fc.constantFrom('name', 'email', 'none'),
        date: fc.constantFrom(null, readDateForm('iso'), readDateForm('format:%A, %d %B %Y')),
        file: fc.boolean(),
        number: fc.boolean(),
        digits: fc.constantFrom(null, 64),
      }),
      { nil: undefined },
    );
    const long = SAMPLE_REPORT.lineCommits.map((line) => ({
      ...line,
      path: `${'folder/'.repeat(12)}半.ts`,
      line: 99999,
    }));
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 300 }), texts, columns, (width, shown, wanted) => {
        const result = { ...SAMPLE, lines: SAMPLE.lines.map((line, at) => ({ ...line, text: shown[at] ?? '' })) };
        const sources = { lineCommits: long, details: SAMPLE_REPORT.details, now: 0 };
        const options = { width, style: PLAIN, zone: () => 0 };
        const text = blameText(
          result,
          wanted === undefined ? options : { ...options, wanted: { columns: wanted, ...sources } },
        );
        for (const line of text.split('\n')) {
          expect(displayWidth(expandTabs(line))).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test('a narrow terminal leaves the day of its release out of a model’s name, where that leaves models apart', () => {
    const named = (...models: string[]): string[] => {
      const edits = models.map((model, at) => sampleEdit({ id: `${at}00000000000`, model }));
      const lines = edits.map(({ id }) => ({ origin: 'agent', edit: id, text: 'x'.repeat(60) }) as const);
      const result = withLines(lines, { edits: Object.fromEntries(edits.map((edit) => [edit.id, edit])) });
      return plain(result, 70)
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('  ')[1] ?? '');
    };
    expect(named('sonnet-4-20250514', 'gpt-4o-2024-08-06')).toEqual(['sonnet-4', 'gpt-4o']);
    expect(named('gpt-4o-20240513', 'gpt-4o-20240806')).toEqual(['gpt-4o-20240513', 'gpt-4o-20240806']);
    expect(named('gpt-4o', 'gpt-4o-20240806')).toEqual(['gpt-4o', 'gpt-4o-20240806']);
  });

  test('what git’s options add shrinks with the terminal', () => {
    const columns: BlameColumns = { who: 'name', date: null, file: true, number: true, digits: 64 };
    const lineCommits = SAMPLE_REPORT.lineCommits.map((line) => ({ ...line, path: 'src/numbers/clamp.ts' }));
    const at = (width: number): string | undefined =>
      blameText(SAMPLE, {
        width,
        style: PLAIN,
        zone: () => 0,
        wanted: { columns, lineCommits, details: SAMPLE_REPORT.details, now: 0 },
      }).split('\n')[4];
    const id = '91be45670a1b2c3d4e5f60718293a4b5c6d7e8f9';
    expect(at(200)).toBe(`${id}  ${'Ada Lovelace'.padEnd(21 + 2 + 14)}  2026-03-01  src/numbers/clamp.ts  2   5 ┤ }`);
    expect(at(160)).toBe(`${id}  Ada Lovelace         …umbers/clamp.ts  2   5 ┤ }`);
    expect(at(80)).toBe('Ada Lovelace  …lamp.ts  2   5 ┤ }');
    expect(at(40)).toBe('Ada Lov…   5 ┤ }');
  });

  test('times are those of the zone', () => {
    const text = blameText(withLines([{ origin: 'agent', edit: EDIT_A.id, text: 'x' }]), {
      width: null,
      style: PLAIN,
      zone: () => -330,
    });
    expect(text).toBe('e7c1a90b  codex gpt-demo-codex  019b3a6c-4 #2  2026-03-03 23:36 = 1 │ x\n');
  });
});

describe('blocks', () => {
  test('lines that were left out end a block', () => {
    const agent = { origin: 'agent', edit: EDIT_A.id } as const;
    const edits = { [EDIT_A.id]: EDIT_A };
    const result = withLines(
      [
        { ...agent, line: 9, text: 'a' },
        { ...agent, line: 10, text: 'b' },
        { ...agent, line: 12 },
      ],
      {
        edits,
      },
    );
    expect(plain(result)).toBe(
      [
        'e7c1a90b  codex gpt-demo-codex  019b3a6c #2  2026-03-04 05:06 =  9 │ a',
        '                                                              = 10 │ b',
        'e7c1a90b  codex gpt-demo-codex  019b3a6c #2  2026-03-04 05:06 = 12 │',
        '',
      ].join('\n'),
    );
  });

  test('every level of evidence has its mark; before the first turn there is no number', () => {
    const edits = Object.fromEntries(
      (['exact', 'fragment', 'snapshot', 'inferred'] as const).map((evidence, index) => {
        const id = `${index}00000000000`;
        return [id, sampleEdit({ id, evidence, turn: null, timestamp: null, session: 's' })];
      }),
    );
    const lines = Object.keys(edits).map((edit) => ({ origin: 'agent', edit }) as const);
    expect(plain(withLines(lines, { edits }))).toBe(
      [
        '00000000  codex gpt-demo-codex  s = 1 │',
        '10000000  codex gpt-demo-codex  s ~ 2 │',
        '20000000  codex gpt-demo-codex  s : 3 │',
        '30000000  codex gpt-demo-codex  s ? 4 │',
        '',
      ].join('\n'),
    );
  });

  test('an empty file is an empty answer', () => {
    expect(plain(withLines([]), 80)).toBe('');
  });
});

describe('texts of strangers', () => {
  test('a carriage return at the end belongs to the line end; elsewhere it is shown', () => {
    expect(plain(withLines([{ text: 'a\rb\r' }]))).toBe('·  untraced   1 │ a␍b\n');
  });

  test('nothing a terminal obeys comes through, in texts or in names', () => {
    const evil = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(evil, evil, evil, evil, fc.constantFrom(null, 40, 80, 200), (text, model, session, author, width) => {
        const edit = sampleEdit({ model, session, agent: author });
        const commit = { author, email: '', time: '2026-03-01T10:00:00Z', summary: text };
        const result = withLines(
          [
            { text, origin: 'agent', edit: edit.id },
            { text, origin: 'commit', commit: 'c0ffee00' },
          ],
          { edits: { [edit.id]: edit }, commits: { c0ffee00: commit } },
        );
        expect(plain(result, width).replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
        expect(plain(result, width).split('\n')).toHaveLength(3);
      }),
    );
  });
});

describe('colour', () => {
  test('blocks of agents bear the colour of their model; the rest steps back', async () => {
    const style = await styleOf(1);
    const result = withLines(
      [
        { text: 'a', origin: 'agent', edit: EDIT_A.id },
        { text: 'b', origin: 'agent', edit: EDIT_A.id },
        { text: 'c', origin: 'commit', commit: 'c0ffee00' },
      ],
      {
        edits: { [EDIT_A.id]: EDIT_A },
        commits: { c0ffee00: { author: 'Ada', email: '', time: '2026-03-01T10:00:00Z', summary: '' } },
      },
    );
    const text = blameText(result, { width: null, style, zone: () => 0 });
    const model = /^.\[(\d+)m/.exec(text)?.[1];
    const bright = (shown: string): string => `\u001b[${model}m${shown}\u001b[39m`;
    const dim = (shown: string): string => `\u001b[2m${shown}\u001b[22m`;
    expect(text).toBe(
      [
        `${bright('e7c1a90b')}  ${bright('codex gpt-demo-codex')}  ${dim('019b3a6c #2')}  ${dim('2026-03-04 05:06')} ${bright('=')} ${dim('1')} ${bright('│')} a`,
        `${' '.repeat(61)} ${bright('=')} ${dim('2')} ${bright('│')} b`,
        `${dim('c0ffee00')}  ${'Ada'.padEnd(20)}  ${' '.repeat(11)}  ${dim('2026-03-01 10:00')}   ${dim('3')} ${dim('│')} c`,
        '',
      ].join('\n'),
    );
  });

  test('models of one file get colours of their own, as long as there are some, in whatever order they come', async () => {
    const style = await styleOf(2);
    const models = ['gpt-a', 'gpt-b', 'gpt-c', 'gpt-d', 'gpt-e', 'gpt-f', 'gpt-g', 'gpt-h'];
    const paint = style.palette(models);
    const backwards = style.palette(models.toReversed());
    expect(new Set(models.map((model) => paint(model, 'x'))).size).toBe(models.length);
    expect(models.map((model) => backwards(model, 'x'))).toEqual(models.map((model) => paint(model, 'x')));
  });
});
