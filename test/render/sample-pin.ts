import type { PinResult } from '../../src/model/pin-result.js';
import { HEAD, sampleEdit } from './sample-report.js';

const { session } = sampleEdit();
const GHOSTS = ['18538bd7d2f1a3c4e5f60718293a4b5c6d7e8f90', '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567'];

/** Two invented refs of one session. */
export const SAMPLE_PIN: PinResult = {
  schema: 'ai-blame/pin@1',
  repository: { root: '/home/ada/demo', head: HEAD },
  action: 'pin',
  dryRun: false,
  refs: GHOSTS.map((commit, n) => ({
    ref: `refs/ai-blame/snapshots/${commit}`,
    commit,
    session,
    turn: n + 9,
    time: '2026-03-04T05:06:31.002Z',
  })),
  unchanged: 0,
  lost: [],
  warnings: [],
};
