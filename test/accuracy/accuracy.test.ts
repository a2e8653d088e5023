import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const CLAIMS = [
  'never-exact',
  'exact-precision',
  'complete-traces',
  'without-snapshots',
  'without-patches',
  'controls',
  'nobody-elses',
  'parents',
  'right-agent',
  'edits',
  'determinism',
];

/** A short run of the simulator: worlds with a known truth, the built command, the claims of `npm run accuracy`. */
describe('accuracy', () => {
  test('every claim holds on eighteen worlds', () => {
    const args = ['accuracy/run.mjs', '--worlds', '18', '--seed', '7013'];
    const run = spawnSync(process.execPath, args, { cwd: join(import.meta.dirname, '../..'), encoding: 'utf8' });
    const verdicts = run.stdout.split('\n').flatMap((line) => {
      const [, verdict, claim, figure] = /^(pass|FAIL) {2}([\w-]+): .*: ([^:]+)$/.exec(line) ?? [];
      return verdict === undefined ? [] : [{ verdict, claim, measured: figure !== 'nothing to measure' }];
    });
    expect(verdicts).toEqual(CLAIMS.map((claim) => ({ verdict: 'pass', claim, measured: true })));
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' });
  }, 300_000);
});
