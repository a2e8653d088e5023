import { appendFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { BlameResult } from '../../src/model/blame-result.js';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

/** Read by two threads from here on, where there is a processor for the second one. */
const LARGE = 420_000_000;

/** More than are read in a moment (`app/history-to-come.ts`). */
const TURNS = 120;

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
});
afterEach(() => world.remove());

/**
 * Two sessions, which write the lines of a file by turns, and a person.
 * @returns who wrote each line, as `text ← session turn`, and the commits of the snapshots.
 */
function written(): { truth: string[]; ghosts: string[] } {
  const lines: string[] = [];
  world.commit('begin', { f: '' });
  const sessions = [world.session({ model: 'gpt-one' }), world.session({ model: 'gpt-two' })];
  const truth: string[] = [];
  for (let n = 0; n < TURNS; n++) {
    const session = sessions[n % 2];
    const before = lines.at(-1);
    lines.push(`line ${n}`);
    const hunk = before === undefined ? [] : [` ${before}`];
    const patch = ['*** Update File: f', '@@', ...hunk, `+line ${n}`].join('\n');
    session?.turn(`write line ${n}`).patch(patch, { f: `${lines.join('\n')}\n` });
    truth.push(`line ${n} ← s${(n % 2) + 1} turn ${Math.floor(n / 2) + 1}`);
  }
  lines.push('of a person');
  world.write({ f: `${lines.join('\n')}\n` });
  return { truth: [...truth, 'of a person ← untraced'], ghosts: sessions.flatMap((session) => session.ghosts) };
}

/** A session of another folder whose file is as large, most of it a hole. */
function enlarge(): void {
  const session = world.session({ cwd: join(world.base, 'elsewhere') }).turn('look around', { ghost: false });
  session.save();
  truncateSync(session.path, LARGE);
  appendFileSync(
    session.path,
    '\n{"timestamp":"2026-01-02T00:00:00.000Z","type":"compacted","payload":{"message":""}}\n',
  );
}

/** Files of the test are as old as others are then: only what has settled is kept. And a processor is free, whatever else runs. */
const LATER_AND_IDLE = `data:text/javascript,${encodeURIComponent(`
  import os from 'node:os';
  import { syncBuiltinESMExports } from 'node:module';
  const now = Date.now;
  Date.now = () => now() + 1e4;
  os.availableParallelism = () => 2;
  os.loadavg = () => [0, 0, 0];
  syncBuiltinESMExports();
`)}`;

const own = (): string => join(world.base, 'ours');

function ask(...argv: string[]): { stdout: string; stderr: string } {
  const options = { variables: { AI_BLAME_HOME: own() }, node: ['--import', LATER_AND_IDLE] };
  const { code, stdout, stderr } = runIn(world, ['blame', 'f', '--json', ...argv], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('bug') });
  return { stdout, stderr };
}

/** Of answers, by the questions' digests. */
const kept = (): string[] => {
  return readdirSync(join(own(), 'index_1.sqlite-answers')).filter((name) => /^[0-9a-f]{16}$/.test(name));
};

test('of a store that two threads read each line is its writer’s: while the index is made, by it, and without one', () => {
  const { truth } = written();
  const small = ask('--no-index');
  enlarge();
  const answers = [ask(), ask('--no-index'), ask(), ask()];
  const { lines, edits } = JSON.parse(small.stdout) as BlameResult;
  const told = lines.map(({ text, origin, edit }) => {
    const record = edit === null ? undefined : edits[edit];
    if (record === undefined) return `${text} ← ${origin}`;
    return `${text} ← s${Number(record.session.slice(0, 8))} turn ${record.turn?.index}`;
  });
  expect(told).toEqual(truth);
  expect(small.stderr).toBe('');
  expect(answers).toEqual(answers.map(() => small));
});

test('an answer whose objects the second thread read is kept no longer than they are there', () => {
  const { ghosts } = written();
  enlarge();
  const whole = ask();
  expect(kept()).toHaveLength(1);
  expect(ask()).toEqual(whole);
  for (const oid of ghosts.slice(40, 80)) rmSync(join(world.repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)));
  const without = ask('--no-index');
  expect(without.stdout).not.toBe(whole.stdout);
  expect(ask()).toEqual(without);
});
