import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WhyResult } from '../../src/model/why-result.js';
import { displayWidth, expandTabs } from '../../src/render/columns.js';
import { PLAIN, styleOf } from '../../src/render/style.js';
import { whyJson } from '../../src/render/why-json.js';
import { whyText } from '../../src/render/why-text.js';
import { sampleEdit } from './sample-report.js';
import { SAMPLE_WHY, SAMPLE_WHY_NOT } from './sample-why.js';

const text = (result: WhyResult, width: number | null = null): string =>
  whyText(result, { width, style: PLAIN, zone: () => 0 });

describe('text', () => {
  test('the line, then a block for each station; the text only where it was another', () => {
    expect(text(SAMPLE_WHY)).toBe(
      `src/clamp.ts:4
    │   return Math.min(n, max);

2026-03-04 05:06  codex gpt-demo-codex moved it
    “Add a max option”
    = exact by apply_patch, edit e7c1a90b52d4
    session 019b3a6c-41d0-7c11-a7e0-5f6a7b8c9d01 #2
    had looked at src/clamp.ts:1-20, README␛.md
    commit 91be4567 by Ada Lovelace: Add clamp
    sessions/2026/03/04/rollout-demo.jsonl:17

Nobody that a trace knows changed its line end

2026-03-04 05:00  codex (model unknown) rewrote it
    : snapshot, edit 5d02f6b8c3aa
    session 019b3a6c-41d0-7c11-a7e0-5f6a7b8c9d01
    A caveat
    sessions/2026/03/04/rollout-demo.jsonl:17
    │ \treturn n;

2026-03-01 10:00  Ada Lovelace brought it back
    commit 91be4567: Add clamp
    │ n

It was there before the first trace
    │ m
`,
    );
  });

  test('a place in a trace that is too long keeps its end, and stays below its heading', () => {
    const lines = text(SAMPLE_WHY, 40).split('\n');
    expect(lines.filter((line) => line.includes('…'))).toContain('    …ns/2026/03/04/rollout-demo.jsonl:17');
  });

  test('what ended the search', () => {
    expect(text(SAMPLE_WHY_NOT, 60)).toBe(
      `src/clamp.ts:4
    │   return Math.min(n, max);

Nobody that a trace knows wrote it

No agent is named: 2 snapshots would tell who wrote it, and
are not stored any more (snapshot_lost).
    18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90
    0a1b2c3d4e5f60718293a4b5c6d7e8f901234567
`,
    );
  });

  test('an agent’s line that is not committed', () => {
    expect(text({ ...SAMPLE_WHY, life: [], commit: null })).toMatch(/\n\nNo commit has the line yet\.\n$/);
  });

  test('of many subjects the rest is counted', () => {
    const subjects = Array.from({ length: 8 }, (_, n) => `subject ${n}`);
    const { ended } = SAMPLE_WHY_NOT;
    const shown = text({ ...SAMPLE_WHY_NOT, ended: ended && { ...ended, subjects } });
    expect(shown).toMatch(/ {4}subject 4\n {4}… and 3 more\n$/);
  });

  test.each([SAMPLE_WHY, SAMPLE_WHY_NOT])('no line is wider than the terminal', (result) => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), (width) => {
        for (const line of text(result, width).split('\n')) {
          expect(displayWidth(expandTabs(line))).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test('colour changes nothing but the looks', async () => {
    const style = await styleOf(2);
    const colored = whyText(SAMPLE_WHY, { width: 50, style, zone: () => 0 });
    expect(colored).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
    expect(colored.replace(/\u001b\[[\d;]+m/g, '')).toBe(text(SAMPLE_WHY, 50));
  });

  test('nothing a terminal obeys comes through', () => {
    const evil = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(evil, evil, evil, fc.constantFrom(null, 40, 120), (path, told, id, width) => {
        const edit = sampleEdit({
          model: told,
          session: id,
          tool: told,
          trace: { path, line: 1 },
          caveats: [{ code: '', message: told }],
        });
        const { turn } = edit;
        const edits = { [edit.id]: { ...edit, turn: turn && { ...turn, prompt: told } } };
        const life = SAMPLE_WHY.life.map((station) => ({ ...station, text: told }));
        const ended = { code: 'undecided', message: told, subjects: [id] } as const;
        const shown = text({ ...SAMPLE_WHY, path, text: told, life, edits, ended }, width);
        expect(shown.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
      }),
    );
  });
});

test.each([SAMPLE_WHY, SAMPLE_WHY_NOT])('JSON has the keys in their order, and no other', (result) => {
  const shuffled = Object.fromEntries(Object.entries({ ...result, extra: 1 }).reverse()) as unknown as WhyResult;
  expect(JSON.stringify(JSON.parse(whyJson(shuffled)))).toBe(
    JSON.stringify({
      schema: result.schema,
      repository: result.repository,
      path: result.path,
      revision: result.revision,
      line: result.line,
      text: result.text,
      origin: result.origin,
      edit: result.edit,
      commit: result.commit,
      life: result.life.map(({ role, origin, time, text: then, edit, commit }) => ({
        role,
        origin,
        time,
        text: then,
        edit,
        commit,
      })),
      ended: result.ended,
      edits: result.edits,
      commits: result.commits,
      looks: result.looks,
      warnings: result.warnings,
    }),
  );
});

test('the words that a line lost are marked at the station before', () => {
  const style = { ...PLAIN, removed: (text: string) => `[-${text}-]` };
  const [first, ...rest] = SAMPLE_WHY.life;
  if (first === undefined || rest.length === 0) throw new Error('the sample has two stations');
  const life = [
    { ...first, text: 'return min(value, high);' },
    { ...rest[0], text: 'return max(value, high);' },
  ] as WhyResult['life'];
  const shown = whyText(
    { ...SAMPLE_WHY, text: 'return min(value, high);', life },
    { width: null, style, zone: () => 0 },
  );
  expect(shown.split('\n').filter((line) => line.includes('return'))).toEqual([
    '    │ return min(value, high);',
    '    │ return [-max-](value, high);',
  ]);
});
