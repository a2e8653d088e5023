import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { IndexResult } from '../../../src/model/index-result.js';
import { ToldWorld } from '../conformance/told-world.js';
import { OpenCodeScribe } from './scribe.js';

const PROGRAM = join(import.meta.dirname, '../../..');
const MISSING = 'There is no SQLite here: this Node brings none, and the optional package libsql is not installed';

let world: ToldWorld;
beforeEach(() => {
  world = new ToldWorld(new OpenCodeScribe('database'));
  // Long ago: what was just written is not believed to be settled.
  world.clock = Date.UTC(2026, 0, 1, 12);
  world.commit({ f: 'one\n', g: 'one\n', '.gitignore': 'x\n' });
  world.session().says('First').change('f', 'one\ntwo\n');
  world.session({ model: 'model-two' }).says('Second').change('g', 'one\n2\n');
  world.scribe.write(world.home);
});
afterEach(() => world.remove());

/** The built program in a process of its own, so that nothing is open yet. */
function run(argv: readonly string[], variables: Record<string, string> = {}, program = PROGRAM) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(program, 'bin/ai-blame.js'), ...argv, '--opencode-home', world.home],
    {
      cwd: world.repo.dir,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: join(world.base, 'nobody'),
        AI_BLAME_HOME: join(world.base, 'ours'),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        TZ: 'UTC',
        ...variables,
      },
    },
  );
  return { status, stdout, stderr };
}

const index = (): IndexResult => JSON.parse(run(['index', '--json']).stdout) as IndexResult;

/** Files are believed only some seconds after they were written. */
function settle(): void {
  const now = Date.now();
  spawnSync('sleep', [String(Math.max(0, 2.2 - (Date.now() - now) / 1000))]);
}

/** Nobody can make a copy of a database there. */
const NO_ROOM = { TMPDIR: '/dev/null/nowhere' };

describe('sessions of a database, by way of the index', () => {
  test('each is one source: only those whose rows changed are read again', () => {
    expect(index()).toMatchObject({ read: 2, removed: 0 });
    const [first] = (world.scribe as OpenCodeScribe).sessions;
    first?.says('More', world.tick());
    world.scribe.write(world.home);
    expect(index()).toMatchObject({ read: 1, removed: 0 });
    (world.scribe as OpenCodeScribe).sessions.pop();
    world.scribe.write(world.home);
    expect(index()).toMatchObject({ read: 0, removed: 1 });
    expect(run(['index', 'verify', '--full', '--json'])).toMatchObject({ status: 0 });
  });

  test('answers are the same with the index and without it', () => {
    for (const question of [
      ['f', '--json'],
      ['g', '--json'],
      ['edits', '--json'],
      ['sessions', '--json'],
    ]) {
      const [cold, warm, without] = [run(question), run(question), run([...question, '--no-index'])];
      const { stdout } = without;
      const told = ({ stdout: text }: { stdout: string }) => text.replace(/"(?:origin|from)": ?"(?:index|traces)"/, '');
      expect([told(cold), told(warm)]).toEqual([told({ stdout }), told({ stdout })]);
    }
  });

  test('a warm answer does not open the database, nor does an index that knows it as it is', () => {
    settle();
    run(['f']);
    const warm = run(['f'], NO_ROOM);
    expect(warm.stderr).toBe('');
    expect(warm.stdout).toContain('two');
    // Another question is not kept, but what the sessions tell is known.
    const sessions = run(['blame', '.gitignore'], NO_ROOM);
    expect(sessions.stderr).toBe('');
    // Texts are not kept.
    const edits = run(['edits', '--json'], NO_ROOM);
    expect(edits).toMatchObject({ status: 4, stdout: '' });
    expect(edits.stderr).toContain('No folder can be made');
  });

  test('a session that is gone from the database no longer answers', () => {
    settle();
    expect(run(['f']).stdout).toContain('model-one');
    (world.scribe as OpenCodeScribe).sessions.shift();
    world.scribe.write(world.home);
    settle();
    expect(run(['f']).stdout).not.toContain('model-one');
  });
});

test('without SQLite a warning says that the database was not read; other traces still work', () => {
  const bare = join(world.base, 'bare');
  mkdirSync(bare);
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(PROGRAM, name), join(bare, name), { recursive: true });
  const files = join(world.base, 'files');
  const other = new OpenCodeScribe('files');
  const session = other.session({ id: 'ses_other', cwd: world.repo.dir, at: world.tick(), model: 'model-three' });
  session.says('Write it', world.tick());
  world.write('h', 'mine\n');
  session.changes({ path: world.path('h'), before: null, after: 'mine\n', at: world.tick() });
  other.write(files);
  const [major = 0] = process.versions.node.split('.').map(Number);
  const options = major >= 22 ? { NODE_OPTIONS: '--no-experimental-sqlite' } : {};
  const told = run(['h', '--json', '--no-index', '--opencode-home', files], options, bare);
  const { summary, warnings } = JSON.parse(told.stdout) as {
    summary: { byModel: Record<string, number> };
    warnings: { code: string; message: string }[];
  };
  expect(summary.byModel).toEqual({ 'model-three': 1 });
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([
    ['database_unread', `The database was not read: ${MISSING}`],
  ]);
});

test('no copy of a database is left behind', () => {
  const temp = join(world.base, 'temp');
  mkdirSync(temp);
  expect(run(['f'], { TMPDIR: temp }).status).toBe(0);
  expect(readdirSync(temp)).toEqual([]);
});
