import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BIN, hooksWorld, listing } from '../hooks/hooks-lab.js';
import type { CodexWorld } from '../support/codex-world.js';

// A file system that is mounted read-only, in a name space of its own: permissions would not stop root, who runs tests in containers.

const MOUNT = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"';

let world: CodexWorld;
beforeEach(() => {
  world = hooksWorld();
  world.commit('work');
});
afterEach(() => world.remove());

function readOnly(dir: string, command: readonly string[], variables: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', MOUNT, dir, ...command], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, TZ: 'UTC', ...variables },
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

const isMountable = readOnly('/tmp', ['sh', '-c', '! touch x 2>&1']).code === 0;

/** What is asked, the exit code, and the sentence where nothing can be answered. */
const QUESTIONS: readonly (readonly [words: string, code: number, sentence: string | RegExp])[] = [
  ['a', 0, ''],
  ['report --staged', 0, ''],
  [
    'report HEAD --html',
    0,
    /^warning: \.ai-blame\.json counts as missing, as it is in [0-9a-f]{8}; in the work tree it is another \(--config-from worktree reads that\)\n$/,
  ],
  ['notes write HEAD --dry-run', 0, ''],
  ['notes write HEAD', 4, 'ai-blame: Cannot write into REPO/.git/objects (the file system is read-only)\n'],
  ['hooks status', 0, ''],
  ['hooks install', 4, 'ai-blame: REPO/.git/hooks/pre-commit cannot be changed (the file system is read-only)\n'],
  ['hooks uninstall', 0, ''],
  ['annotate b', 0, ''],
  ['annotate a --dry-run', 0, ''],
  ['annotate a', 4, ''],
  ['pin', 4, /^ai-blame: Cannot write REPO\/\.git\/refs\/ai-blame\/\S+ \(the file system is read-only\)\n$/],
  ['export HEAD --format agent-trace', 0, ''],
];

(isMountable ? test : test.skip).each(QUESTIONS)(
  'a repository on a read-only file system: %s',
  (words, code, sentence) => {
    const before = listing(world.repo.dir);
    const { CODEX_HOME = '' } = world.env().variables;
    const variables = { CODEX_HOME, HOME: join(world.base, 'home'), AI_BLAME_HOME: join(world.base, 'ai-blame') };
    const told = readOnly(world.repo.dir, [process.execPath, BIN, ...words.split(' ')], variables);
    const stderr = told.stderr.replaceAll(world.repo.dir, 'REPO');
    if (typeof sentence === 'string') expect([told.code, stderr]).toEqual([code, sentence]);
    else {
      expect(told.code).toBe(code);
      expect(stderr).toMatch(sentence);
    }
    if (words === 'annotate a') expect(told.stdout).toBe('a: left alone, it cannot be written\n');
    expect(listing(world.repo.dir)).toEqual(before);
  },
);
