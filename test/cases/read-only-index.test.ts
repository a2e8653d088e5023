import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BIN } from '../hooks/hooks-lab.js';
import { fingerprintOf, IndexLab } from '../support/index-lab.js';

// File systems that are mounted read-only, in a name space of its own: permissions would not stop root, who runs tests in containers.

const MOUNT = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';

let lab: IndexLab;
beforeEach(() => {
  lab = new IndexLab();
  lab.sessions(2);
});
afterEach(() => lab.remove());

/** Runs a command with a folder that takes nothing. */
function readOnly(folder: string, command: readonly string[], variables: Record<string, string | undefined> = {}) {
  const { status, stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', MOUNT, folder, ...command], {
    cwd: variables.PWD ?? '/',
    encoding: 'utf8',
    env: { PATH: process.env.PATH, TZ: 'UTC', ...variables },
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

const isMountable = readOnly('/tmp', ['sh', '-c', '! touch /tmp/x 2>&1']).code === 0;
const mounted = isMountable ? test : test.skip;

function ask(folder: string, words: readonly string[]) {
  const variables = {
    ...lab.world.env().variables,
    PWD: lab.world.repo.dir,
    HOME: join(lab.world.base, 'home'),
    AI_BLAME_HOME: lab.own,
  };
  return readOnly(folder, [process.execPath, BIN, ...words], variables);
}

mounted(
  'state-index 29: an index on a read-only file system: told, exit 4, and blame answers from the traces',
  async () => {
    await lab.index();
    const before = fingerprintOf(lab.own);
    const told = `The index ${lab.file} cannot be written`;
    const hint = 'set AI_BLAME_HOME, name a file with --index, or use --no-index';
    expect(ask(lab.own, ['index'])).toEqual({ code: 4, stdout: '', stderr: `ai-blame: ${told}\nhint: ${hint}\n` });
    const without = ask(lab.own, ['f1', '--json', '--no-index']);
    expect(without).toMatchObject({ code: 0, stderr: '' });
    const note = `note: ${told} (${hint}); the traces themselves are read\n`;
    for (let n = 0; n < 2; n++) expect(ask(lab.own, ['f1', '--json'])).toEqual({ ...without, stderr: note });
    expect(fingerprintOf(lab.own)).toBe(before);
  },
);

mounted('state-index 29: homes of agents on a read-only file system are indexed like any other', () => {
  const { home } = lab.world;
  expect(ask(home, ['index', '--json'])).toMatchObject({ code: 0, stderr: '' });
  const without = ask(home, ['f1', '--json', '--no-index']);
  expect(ask(home, ['f1', '--json'])).toEqual(without);
  expect(without).toMatchObject({ code: 0, stderr: '' });
});
