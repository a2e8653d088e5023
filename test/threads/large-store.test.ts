import { appendFileSync, truncateSync } from 'node:fs';
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

/** Two sessions, which write the lines of a file by turns, and a person. @returns who wrote each line, as `text ← session turn`. */
function written(): string[] {
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
  return [...truth, 'of a person ← untraced'];
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

test('of a store that two threads read each line is its writer’s: while the index is made, by it, and without one', () => {
  const truth = written();
  const own = join(world.base, 'ours');
  const ask = (...argv: string[]): string => {
    const { code, stdout, stderr } = runIn(world, ['blame', 'f', '--json', ...argv], {
      variables: { AI_BLAME_HOME: own },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const small = ask('--no-index');
  enlarge();
  const answers = [ask(), ask('--no-index'), ask(), ask()];
  const { lines, edits } = JSON.parse(small) as BlameResult;
  const told = lines.map(({ text, origin, edit }) => {
    const record = edit === null ? undefined : edits[edit];
    if (record === undefined) return `${text} ← ${origin}`;
    return `${text} ← s${Number(record.session.slice(0, 8))} turn ${record.turn?.index}`;
  });
  expect(told).toEqual(truth);
  expect(answers).toEqual(answers.map(() => small));
});
