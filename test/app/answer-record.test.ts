import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packAnswer, unpackAnswer } from '../../src/app/answer-record.js';
import type { BlameLine, BlameReport, CommitDetails, LineCommit, Origin } from '../../src/model/blame-result.js';
import type { EditRecord } from '../../src/model/edit-record.js';
import { NO_SETTINGS } from '../support/no-settings.js';

const COMMITS = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];

function edit(id: string): EditRecord {
  return {
    id,
    agent: 'codex',
    agentVersion: '0.77.0',
    model: null,
    provider: 'openai',
    session: '6f1c2a3b-0d4e-4f50-8a61-7b8c9daebfc0',
    parentSession: null,
    turn: { index: 1, id: null, startedAt: null, prompt: 'Add "it"\u{1f600}' },
    timestamp: '2026-03-04T05:06:31.002Z',
    path: 'src/a.ts',
    previousPath: null,
    action: 'modify',
    evidence: 'exact',
    tool: 'apply_patch',
    call: null,
    snapshots: { before: null, after: null },
    added: 1,
    removed: 0,
    before: { blob: null },
    after: { blob: null },
    caveats: [],
    trace: { path: 'sessions/a.jsonl', line: 3 },
  };
}

function details(summary: string): CommitDetails {
  return {
    author: 'Ada',
    email: 'ada@example.org',
    time: '2026-03-01T10:00:00Z',
    summary,
    authorTime: 1,
    authorZone: '+0000',
    committer: 'Ada',
    committerEmail: 'ada@example.org',
    committerTime: 1,
    committerZone: '+0000',
    previous: [],
    boundary: false,
  };
}

const lineOf = fc.record({
  end: fc.constantFrom('\n', '\r\n', '\r\r\n'),
  text: fc.constantFrom(
    Buffer.from('  return n;'),
    Buffer.from(''),
    Buffer.from('\u00e9\t'),
    Buffer.from([0xe9, 0x20]),
  ),
  origin: fc.constantFrom<Origin>('agent', 'commit', 'preexisting', 'untraced'),
  edit: fc.constantFrom(null, 'e7c1a90b52d4', '000000000001'),
  commit: fc.constantFrom(null, ...COMMITS),
  from: fc.record({
    commit: fc.constantFrom(null, ...COMMITS),
    path: fc.constantFrom('a.ts', 'old "name".ts'),
    line: fc.integer({ min: 1, max: 9 }),
  }),
  wanted: fc.boolean(),
});

describe('an answer that was packed', () => {
  test('is the same again, with the texts of the file', () => {
    fc.assert(
      fc.property(fc.array(lineOf, { minLength: 1, maxLength: 40 }), (made) => {
        const content = Buffer.concat(made.flatMap(({ text, end }) => [text, Buffer.from(end)]));
        const lines: BlameLine[] = [];
        const lineCommits: LineCommit[] = [];
        for (const [i, { text: before, end, origin, edit: id, commit, from, wanted }] of made.entries()) {
          if (!wanted) continue;
          // One CR before the LF is part of the line's end.
          const text = Buffer.concat([before, Buffer.from(end === '\r\r\n' ? '\r' : '')]);
          const isText = Buffer.from(text.toString()).equals(text);
          lines.push({
            line: i + 1,
            text: text.toString(),
            ...(isText ? {} : { textBase64: text.toString('base64') }),
            origin,
            edit: id,
            commit,
          });
          lineCommits.push(from);
        }
        const ids = new Set(lines.flatMap((line) => line.edit ?? []));
        const report: BlameReport = {
          result: {
            schema: 'ai-blame/blame@1',
            repository: { root: '/srv/demo', head: COMMITS[0] ?? null },
            path: 'src/a.ts',
            revision: null,
            lines,
            edits: Object.fromEntries([...ids].map((id) => [id, edit(id)])),
            commits: {},
            summary: {
              lines: lines.length,
              agent: 0,
              commit: 0,
              preexisting: 0,
              untraced: 0,
              byModel: {},
              byAgent: {},
              byEvidence: {},
            },
            warnings: [{ code: 'snapshot_missing', message: 'gone', count: 1, subject: 'x' }],
          },
          lineCommits,
          details: new Map(COMMITS.map((id) => [id, details(id)])),
          settings: NO_SETTINGS,
        };
        const unpacked = unpackAnswer(packAnswer(report), () => content);
        expect(unpacked).toEqual(report);
        // The order of the keys is that of the printed JSON.
        expect(JSON.stringify(unpacked.result)).toBe(JSON.stringify(report.result));
      }),
    );
  });

  test('takes an entry for each run of lines, not for each line', () => {
    const content = Buffer.from('same\n'.repeat(10_000));
    const report: BlameReport = {
      result: {
        schema: 'ai-blame/blame@1',
        repository: { root: '/srv/demo', head: null },
        path: 'a.ts',
        revision: null,
        lines: Array.from(
          { length: 10_000 },
          (_, n): BlameLine => ({
            line: n + 1,
            text: 'same',
            origin: 'untraced',
            edit: null,
            commit: null,
          }),
        ),
        edits: {},
        commits: {},
        summary: {
          lines: 10_000,
          agent: 0,
          commit: 0,
          preexisting: 0,
          untraced: 10_000,
          byModel: {},
          byAgent: {},
          byEvidence: {},
        },
        warnings: [],
      },
      lineCommits: Array.from({ length: 10_000 }, (_, n): LineCommit => ({ commit: null, path: 'a.ts', line: n + 1 })),
      details: new Map(),
      settings: NO_SETTINGS,
    };
    const packed = packAnswer(report);
    expect(packed.length).toBeLessThan(1000);
    expect(unpackAnswer(packed, () => content)).toEqual(report);
  });
});
