import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ended, runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

const PROGRAM = join(import.meta.dirname, '../..');
const MISSING = 'There is no SQLite here: this Node brings none, and the optional package libsql is not installed';
const HINT = 'run it with Node 22.16 or newer, or reinstall ai-blame with its optional dependencies';

let world: CodexWorld;
let bin: string;
beforeEach(() => {
  world = new CodexWorld();
  world.session({ ghosts: false }).turn('make it').patch('*** Add File: f1\n+one', { f1: 'one\n' });
  // The program without the packages that it is installed with.
  const bare = join(world.base, 'bare');
  mkdirSync(bare);
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(PROGRAM, name), join(bare, name), { recursive: true });
  bin = join(bare, 'bin/ai-blame.js');
});
afterEach(() => world.remove());

function run(...argv: string[]): Ended {
  const [major = 0] = process.versions.node.split('.').map(Number);
  // A Node with an SQLite of its own is told to leave it out.
  return runIn(world, argv, { bin, node: major >= 22 ? ['--no-experimental-sqlite'] : [] });
}

describe('state-index 4: where no SQLite can be had', () => {
  test.each([
    ['blame', ['f1', '--json']],
    ['blame as text', ['f1']],
    ['edits', ['edits', '--json']],
    ['why', ['why', 'f1:1', '--json']],
    ['sessions', ['sessions', '--json']],
    ['runs', ['runs', '--json']],
    ['the events of a run', ['runs', 'events', '00000001', '--json']],
  ])('%s answers from the traces, and says once what is missing', (_what, argv) => {
    const without = run(...argv, '--no-index');
    expect(without).toMatchObject({ code: 0, stderr: '' });
    expect(without.stdout).not.toBe('');
    expect(run(...argv)).toEqual({
      ...without,
      stderr: `note: ${MISSING} (${HINT}); the traces themselves are read\n`,
    });
    expect(existsSync(join(world.base, 'ai-blame', 'index_1.sqlite'))).toBe(false);
  });

  test.each([[['index']], [['index', 'rebuild']], [['index', 'verify']], [['logs']]])(
    'ai-blame %s ends with 4 and says what is missing',
    (argv) => {
      expect(run(...argv)).toEqual({ code: 4, stdout: '', stderr: `ai-blame: ${MISSING}\nhint: ${HINT}\n` });
    },
  );

  test('that there is no index yet is told all the same', () => {
    expect(run('index', 'status')).toMatchObject({ code: 0, stderr: '' });
  });
});
