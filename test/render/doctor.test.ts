import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DoctorResult } from '../../src/model/doctor-result.js';
import { displayWidth } from '../../src/render/columns.js';
import { doctorJson } from '../../src/render/doctor-json.js';
import { doctorText } from '../../src/render/doctor-text.js';
import { PLAIN } from '../../src/render/style.js';
import { SAMPLE_DOCTOR } from './sample-doctor.js';

const text = (result: DoctorResult, width: number | null = null): string =>
  doctorText(result, { width, style: PLAIN, zone: () => 0 });

const [troubled] = SAMPLE_DOCTOR.sessions;

function withSession(change: object): DoctorResult {
  return { ...SAMPLE_DOCTOR, sessions: troubled === undefined ? [] : [{ ...troubled, ...change }] };
}

describe('text', () => {
  test('counts first, then each session, the homes, and what to do', () => {
    expect(text(SAMPLE_DOCTOR)).toBe(
      `2 sessions, 4 turns (1 of unknown model)
snapshots  2 alive (1 by a ref), 1 at risk, 1 lost
patches    4 applied, 1 failed, 1 did not replay
skipped    2 record_unparsable

019b3a6c-4  codex 0.77.0  gpt-demo, gpt-demo-codex  2026-03-04 05:00 – 2026-03-04 06:10
  turns      3, of unknown model: #2
  snapshots  2 alive (1 by a ref), 1 at risk, 1 lost
    lost: 18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90
    at risk: 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 #1 2026-03-04 05:06
  patches    4 applied, 1 failed, 1 did not replay
    src/clamp.ts: the file held something else (sessions/2026/03/04/rollout-demo.jsonl:17)
  skipped    2 record_unparsable
  found by   directory

019b3a6c-9  codex  (model unknown)
  turns      1
  snapshots  none
  patches    none
  found by   snapshot, in another work tree, child of 019b3a6c-4

searched /home/ada/.codex (codex): 12 traces, 2 of this repository (1 by directory, 1 by snapshot)

Evidence was lost.
2 snapshots have no ref, and git deletes them in time: ai-blame pin keeps them.
`,
    );
  });

  test('where git never deletes anything, or everything has a ref, nothing is to be done', () => {
    const never = { ...SAMPLE_DOCTOR, evidenceLost: false, expiry: { setting: 'never', before: null } };
    expect(text(never).trimEnd().split('\n').at(-1)).toBe('No evidence is lost.');
  });

  test('long lists and many sessions are bounded, those with losses first', () => {
    const lost = Array.from({ length: 8 }, (_, n) => ({ commit: `${n}`.repeat(40), turn: n + 1, time: null }));
    const one = withSession({
      snapshots: { alive: 0, kept: 0, held: 0, atRisk: [], damaged: [], expired: [], lost },
      turnsWithoutModel: [1, 2, 3, 4, 5, 6],
    });
    expect(text(one)).toContain('of unknown model: #1, #2, #3, #4, #5 and 1 more\n');
    expect(text(one)).toContain(`    lost: ${'4'.repeat(40)} #5\n    … and 3 more\n`);
    const [, quiet] = SAMPLE_DOCTOR.sessions;
    const quiets = Array.from({ length: 30 }, () => quiet).flatMap((session) => session ?? []);
    const shown = text({ ...SAMPLE_DOCTOR, sessions: [...quiets, ...one.sessions] });
    expect(shown.match(/found by/g)).toHaveLength(20);
    expect(shown.indexOf('#5')).toBeLessThan(shown.indexOf('found by   snapshot'));
    expect(shown).toContain('\n… and 11 sessions more\n');
  });

  test('no line is wider than the terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), (width) => {
        for (const line of text(SAMPLE_DOCTOR, width).split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test('nothing a terminal obeys comes through', () => {
    const evil = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(evil, evil, evil, (path, model, id) => {
        const notReplayed = [{ path, why: 'does_not_fit', turn: 1, trace: { path, line: 1 } }];
        const patches = { applied: 1, failed: 0, rejected: 0, unconfirmed: 0, notReplayed };
        const shown = text(
          withSession({ session: id, parentSession: id, agentVersion: model, models: [model], patches }),
        );
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
      }),
    );
  });
});

test('JSON has the keys in their order, and no other', () => {
  const shuffled = Object.fromEntries(Object.entries({ ...SAMPLE_DOCTOR, extra: 1 }).reverse());
  expect(doctorJson(shuffled as unknown as DoctorResult)).toBe(`${JSON.stringify(SAMPLE_DOCTOR, null, 2)}\n`);
});
