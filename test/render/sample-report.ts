import type { BlameLine, BlameReport, BlameResult, CommitDetails, EditsResult } from '../../src/model/blame-result.js';
import type { EditRecord } from '../../src/model/edit-record.js';
import { NO_SETTINGS } from '../support/no-settings.js';

/** An invented edit with every field filled in; `change` replaces some. */
export function sampleEdit(change: Partial<EditRecord> = {}): EditRecord {
  return {
    id: 'e7c1a90b52d4',
    agent: 'codex',
    agentVersion: '0.77.0',
    model: 'gpt-demo-codex',
    provider: 'openai',
    session: '019b3a6c-41d0-7c11-a7e0-5f6a7b8c9d01',
    parentSession: null,
    turn: { index: 2, id: null, startedAt: '2026-03-04T05:06:07.120Z', prompt: 'Add a max option' },
    timestamp: '2026-03-04T05:06:31.002Z',
    path: 'src/clamp.ts',
    previousPath: null,
    action: 'modify',
    evidence: 'exact',
    tool: 'apply_patch',
    call: 'call_demo_1',
    snapshots: { before: '18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90', after: null },
    added: 3,
    removed: 1,
    before: { blob: '3b18e512dba79e4c8300dd08aeb37f8e728b8dad' },
    after: { blob: '0b9d5c2f6a7e8d9c0b1a2f3e4d5c6b7a8f9e0d1c' },
    caveats: [],
    trace: { path: 'sessions/2026/03/04/rollout-demo.jsonl', line: 17 },
    ...change,
  };
}

export const EDIT_A = sampleEdit();
/** The same minute's other session: the first 8 digits of both ids are equal. */
const EDIT_B = sampleEdit({
  id: '5d02f6b8c3aa',
  model: null,
  session: '019b3a6c-97e2-7a40-8b13-2c3d4e5f6071',
  turn: { index: 11, id: null, startedAt: '2026-03-05T10:00:00.000Z', prompt: 'Format it' },
  timestamp: '2026-03-05T10:00:42.000Z',
  evidence: 'snapshot',
});

const COMMIT = '91be45670a1b2c3d4e5f60718293a4b5c6d7e8f9';
export const HEAD = 'a4825dc642cb6eb9a060e54bf8d69288fbee4904';

const LINES: readonly [text: string, origin: BlameLine['origin'], edit: string | null, commit: string | null][] = [
  ['// Clamps a number.', 'preexisting', null, null],
  ['export function clamp(n: number, min = 0, max = Infinity) {', 'agent', EDIT_A.id, null],
  ['\tif (Number.isNaN(n)) { throw new RangeError("not a number: " + n); }', 'agent', EDIT_A.id, null],
  ['\treturn Math.min(Math.max(n, min), max);', 'agent', EDIT_A.id, COMMIT],
  ['}', 'commit', null, COMMIT],
  ['', 'commit', null, COMMIT],
  ['export const half = (n: number) => n / 2;', 'agent', EDIT_B.id, null],
  ['// 半分 — the half of it', 'untraced', null, null],
];

export const SAMPLE: BlameResult = {
  schema: 'ai-blame/blame@1',
  repository: { root: '/home/ada/demo', head: HEAD },
  path: 'src/clamp.ts',
  revision: null,
  lines: LINES.map(([text, origin, edit, commit], index) => ({ line: index + 1, text, origin, edit, commit })),
  edits: { [EDIT_A.id]: EDIT_A, [EDIT_B.id]: EDIT_B },
  commits: {
    [COMMIT]: { author: 'Ada Lovelace', email: 'ada@example.org', time: '2026-03-01T10:00:00Z', summary: 'Add clamp' },
  },
  summary: {
    lines: 8,
    agent: 4,
    commit: 2,
    preexisting: 1,
    untraced: 1,
    byModel: { unknown: 1, 'gpt-demo-codex': 3 },
    byAgent: { codex: 4 },
    byEvidence: { snapshot: 1, exact: 3 },
  },
  warnings: [{ code: 'snapshot_missing', message: 'A snapshot is gone', count: 2, subject: '18538bd7' }],
};

const DETAILS: CommitDetails = {
  author: 'Ada Lovelace',
  email: 'ada@example.org',
  time: '2026-03-01T10:00:00Z',
  summary: 'Add clamp',
  authorTime: 1772359200,
  authorZone: '+0100',
  committer: 'Grace Hopper',
  committerEmail: 'grace@example.org',
  committerTime: 1772359260,
  committerZone: '+0000',
  previous: [],
  boundary: true,
};

export const SAMPLE_REPORT: BlameReport = {
  result: SAMPLE,
  lineCommits: SAMPLE.lines.map(({ commit, line }) => ({
    commit,
    path: SAMPLE.path,
    line: commit === null ? line : line - 3,
  })),
  details: new Map([[COMMIT, DETAILS]]),
  settings: NO_SETTINGS,
};

export const SAMPLE_EDITS: EditsResult = {
  schema: 'ai-blame/edits@1',
  repository: { root: '/home/ada/demo', head: HEAD },
  edits: [
    sampleEdit({ id: '00aa11bb22cc', action: 'create', added: 120, removed: 0 }),
    EDIT_A,
    sampleEdit({
      id: '77dd88ee99ff',
      action: 'rename',
      path: 'src/numbers/clamp.ts',
      previousPath: 'src/clamp.ts',
      evidence: 'fragment',
      turn: null,
    }),
    EDIT_B,
    sampleEdit({
      id: '0123456789ab',
      action: 'delete',
      path: 'old file.ts',
      evidence: 'inferred',
      timestamp: null,
      added: 0,
      removed: 7,
    }),
  ],
  warnings: [],
};
