import type { DoctorResult, SessionHealth } from '../../src/model/doctor-result.js';
import { HEAD, sampleEdit } from './sample-report.js';

const LOST = '18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90';
const OLD = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
const TIME = '2026-03-04T05:06:31.002Z';
const { session, trace } = sampleEdit();

/** An invented session with a loss of each kind. */
const TROUBLED: SessionHealth = {
  session,
  agent: 'codex',
  agentVersion: '0.77.0',
  parentSession: null,
  firstTime: '2026-03-04T05:00:00.000Z',
  lastTime: '2026-03-04T06:10:00.000Z',
  where: 'here',
  matchedBy: 'directory',
  models: ['gpt-demo', 'gpt-demo-codex'],
  turns: 3,
  turnsWithoutModel: [2],
  snapshots: {
    alive: 2,
    kept: 1,
    held: 0,
    atRisk: [{ commit: OLD, turn: 1, time: TIME }],
    damaged: [],
    expired: [],
    lost: [{ commit: LOST, turn: null, time: null }],
  },
  patches: {
    applied: 4,
    failed: 1,
    rejected: 0,
    unconfirmed: 0,
    notReplayed: [{ path: 'src/clamp.ts', why: 'does_not_fit', turn: 2, trace }],
  },
  skipped: { record_unparsable: 2 },
  trace: { home: '/home/ada/.codex', path: trace.path },
};

/** Its child, which did nothing. */
const QUIET: SessionHealth = {
  ...TROUBLED,
  session: '019b3a6c-97e2-7a40-8b13-2c3d4e5f6071',
  agentVersion: null,
  parentSession: session,
  firstTime: null,
  lastTime: null,
  where: 'elsewhere',
  matchedBy: 'snapshot',
  models: [],
  turns: 1,
  turnsWithoutModel: [],
  snapshots: { alive: 0, kept: 0, held: 0, atRisk: [], damaged: [], expired: [], lost: [] },
  patches: { applied: 0, failed: 0, rejected: 0, unconfirmed: 0, notReplayed: [] },
  skipped: {},
};

export const SAMPLE_DOCTOR: DoctorResult = {
  schema: 'ai-blame/doctor@1',
  repository: { root: '/home/ada/demo', head: HEAD },
  evidenceLost: true,
  sessions: [TROUBLED, QUIET],
  totals: {
    sessions: 2,
    turns: 4,
    turnsWithoutModel: 1,
    snapshots: { alive: 2, kept: 1, held: 0, atRisk: 1, damaged: 0, expired: 0, lost: 1 },
    patches: { applied: 4, failed: 1, rejected: 0, unconfirmed: 0, notReplayed: 1 },
    skipped: { record_unparsable: 2 },
  },
  unnamed: [],
  expiry: { setting: null, before: '2026-02-20T00:00:00.000Z' },
  homes: [
    {
      agent: 'codex',
      path: '/home/ada/.codex',
      traces: 12,
      selected: 2,
      matchedBy: { directory: 1, snapshot: 1 },
    },
  ],
  warnings: [],
};
