import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ended, runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';
import { makePipe } from '../support/make-pipe.js';

let world: CodexWorld;

beforeEach(() => {
  world = new CodexWorld();
  world.commit('Begin', { f: 'one\n' });
  world.session().turn('w').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
});

afterEach(() => world.remove());

/** What never ends. */
function makeZeros(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync('/dev/zero', path);
}

describe('pipes and devices in the homes of agents are no traces', () => {
  const ASKED = [['f'], ['edits'], ['sessions'], ['doctor']].flatMap((argv) => [
    [...argv, '--json'],
    [...argv, '--json', '--no-index'],
  ]);
  const answers = (): Ended[] => ASKED.map((argv) => runIn(world, argv));

  // The time before which git would clean up is another in each run.
  beforeEach(() => void world.git('config', 'gc.pruneExpire', 'never'));

  test.each([
    ['a pipe', makePipe],
    ['/dev/zero', makeZeros],
  ])('%s', (_what, make) => {
    const opencode = join(world.base, 'home/.local/share/opencode');
    for (const folder of ['storage/session/p', 'storage/message/ses_2', 'storage/project']) {
      mkdirSync(join(opencode, folder), { recursive: true });
    }
    const before = answers();
    expect(before.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ASKED.map(() => ({ code: 0, stderr: '' })));
    make(join(world.home, 'session_index.jsonl'));
    for (const name of ['opencode.db', 'storage/session/p/ses_1.json', 'storage/project/p.json']) {
      make(join(opencode, name));
    }
    expect(answers()).toEqual(before);
  });
});
