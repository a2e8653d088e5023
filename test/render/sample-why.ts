import type { WhyResult } from '../../src/model/why-result.js';
import { HEAD, SAMPLE, sampleEdit } from './sample-report.js';

const SECOND = sampleEdit();
const FIRST = sampleEdit({
  id: '5d02f6b8c3aa',
  model: null,
  turn: null,
  evidence: 'snapshot',
  tool: null,
  timestamp: '2026-03-04T05:00:00.000Z',
  caveats: [{ code: 'demo', message: 'A caveat' }],
});
const [COMMIT = ''] = Object.keys(SAMPLE.commits);

/** An invented line with a station of every kind. */
export const SAMPLE_WHY: WhyResult = {
  schema: 'ai-blame/why@1',
  repository: { root: '/home/ada/demo', head: HEAD },
  path: 'src/clamp.ts',
  revision: null,
  line: 4,
  text: '  return Math.min(n, max);',
  origin: 'agent',
  edit: SECOND.id,
  commit: COMMIT,
  life: [
    {
      role: 'mover',
      origin: 'agent',
      time: SECOND.timestamp,
      text: '  return Math.min(n, max);',
      edit: SECOND.id,
      commit: COMMIT,
    },
    { role: 'line-end', origin: 'untraced', time: null, text: '  return Math.min(n, max);', edit: null, commit: null },
    { role: 'writer', origin: 'agent', time: FIRST.timestamp, text: '\treturn n;', edit: FIRST.id, commit: null },
    { role: 'restorer', origin: 'commit', time: '2026-03-01T10:00:00Z', text: 'n', edit: null, commit: COMMIT },
    { role: 'writer', origin: 'preexisting', time: null, text: 'm', edit: null, commit: null },
  ],
  ended: null,
  edits: { [SECOND.id]: SECOND, [FIRST.id]: FIRST },
  commits: SAMPLE.commits,
  looks: {
    [SECOND.id]: [
      { path: 'src/clamp.ts', lines: { first: 1, last: 20 }, time: null, tool: 'Read' },
      { path: 'README\u001b.md', lines: null, time: '2026-03-04T05:06:00.000Z', tool: 'shell' },
    ],
  },
  warnings: [],
};

/** An invented line that no agent wrote. */
export const SAMPLE_WHY_NOT: WhyResult = {
  ...SAMPLE_WHY,
  origin: 'untraced',
  edit: null,
  commit: null,
  life: [{ role: 'writer', origin: 'untraced', time: null, text: SAMPLE_WHY.text, edit: null, commit: null }],
  ended: {
    code: 'snapshot_lost',
    message: '2 snapshots would tell who wrote it, and are not stored any more',
    subjects: ['18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90', '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567'],
  },
  edits: {},
  looks: {},
  commits: {},
};
