import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

const PLAIN = join(import.meta.dirname, '../../dist/plain-command.cjs');

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
  world.commit('first', { f: 'one\n' });
  world.session({ model: 'gpt-a' }).turn('Add').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
});
afterEach(() => world.remove());

const own = () => join(world.base, 'ai-blame');
const code = () => join(own(), 'code');

function ask(argv: readonly string[] = [], variables: Record<string, string> = {}): string {
  const { code: exitCode, stdout, stderr } = runIn(world, ['f', '--json', ...argv], { variables });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

/** Which files are kept, without what tells versions apart. */
const kept = () => readdirSync(code()).map((name) => name.replace(/-[0-9a-f]{16}$/, ''));
const pathOf = (name: string) => join(code(), readdirSync(code()).find((file) => file.startsWith(name)) ?? '');
const stateOf = (name: string) => [statSync(pathOf(name)).mtimeMs, readFileSync(pathOf(name)).toString('latin1')];

/** As the program keeps it. */
function keep(name: string, bytes: Buffer): void {
  const [made = '', kinds = ''] = readFileSync(pathOf(name)).toString('latin1').split('\n', 2);
  const whole = Buffer.concat([Buffer.from(`${made}\n${kinds}\n`, 'latin1'), bytes]);
  writeFileSync(pathOf(name), Buffer.concat([whole, whole]));
}

describe('compiled code', () => {
  test('is kept by a first answer, for this user alone, and answers stay as they are', () => {
    const bare = ask(['--no-index']);
    expect(existsSync(own())).toBe(false);
    const first = ask();
    expect(kept().sort()).toEqual(['blame-anew', 'plain-command']);
    expect(readdirSync(code()).map((name) => statSync(join(code(), name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(statSync(code()).mode & 0o777).toBe(0o700);
    expect([first, ask(), ask(['--no-index'])]).toEqual([bare, bare, bare]);
  });

  test('is not written again by a run of a kind that it is from', () => {
    ask();
    const before = [stateOf('plain-command'), stateOf('blame-anew')];
    ask(['--agent', 'codex']);
    expect([stateOf('plain-command'), stateOf('blame-anew')]).toEqual(before);
  });

  test('is what a later run runs', () => {
    ask();
    expect(runIn(world, ['f', '--shaw-stats']).code).toBe(2);
    // V8 takes a code for a text by the length of this: the same program, but for the name of an option.
    const script = `const [, file] = process.argv;
      const text = require('node:fs').readFileSync(file, 'utf8').replaceAll('show-stats', 'shaw-stats');
      const script = new (require('node:vm').Script)(require('node:module').wrap(text), { filename: file });
      require('node:fs').writeSync(1, script.createCachedData());`;
    keep('plain-command', execFileSync(process.execPath, ['-e', script, PLAIN]));
    expect(runIn(world, ['f', '--shaw-stats']).code).toBe(0);
  });

  test('that is damaged, or cut off, is not run, and is made anew', () => {
    const answer = ask();
    for (const damage of [
      (bytes: Buffer) => bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 64),
      (bytes: Buffer) => bytes.fill(1, bytes.length - 8),
      (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
      (bytes: Buffer) => bytes.fill(0),
      () => Buffer.alloc(0),
    ]) {
      const path = pathOf('blame-anew');
      const whole = readFileSync(path);
      writeFileSync(path, damage(Buffer.from(whole)));
      expect(ask(['--agent', 'codex', '-L', '1,2'])).toBe(answer);
      expect(readFileSync(path).length).toBeGreaterThan(whole.length >> 1);
      rmSync(join(own(), 'index_1.sqlite-answers'), { recursive: true });
    }
  });

  test('of another V8 is left aside', () => {
    const answer = ask();
    for (const name of ['plain-command', 'blame-anew']) keep(name, Buffer.from('not what V8 makes'));
    rmSync(join(own(), 'index_1.sqlite-answers'), { recursive: true });
    expect(ask()).toBe(answer);
  });

  test('that others may write is not run', () => {
    const answer = ask();
    chmodSync(pathOf('plain-command'), 0o666);
    expect(ask()).toBe(answer);
    expect(statSync(pathOf('plain-command')).mode & 0o777).toBe(0o600);
  });

  test('is not kept where the person wants no index, or Node to keep none', () => {
    for (const variables of [{ AI_BLAME_NO_INDEX: '1' }, { NODE_DISABLE_COMPILE_CACHE: '1' }] as const) {
      ask([], variables);
      expect(existsSync(code())).toBe(false);
    }
    ask(['--index', join(world.base, 'named.sqlite')], { AI_BLAME_HOME: join(world.base, 'not-there') });
    expect(existsSync(join(world.base, 'not-there'))).toBe(false);
  });

  test('of versions that are no more goes after a month', () => {
    ask();
    const old = join(code(), 'blame-anew-0123456789abcdef');
    writeFileSync(old, 'old');
    utimesSync(old, 1, 1);
    rmSync(pathOf('plain-command'));
    ask(['--agent', 'codex']);
    expect(existsSync(old)).toBe(false);
  });
});
