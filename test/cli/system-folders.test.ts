import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeFolder } from '../../src/make-folder.js';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';

// In a folder that the system lays out, none can be made, and Node's recursive way of making one never ends.
const whereLaidOut = existsSync('/proc/self') ? describe : describe.skip;

whereLaidOut('what is to be written below /proc', () => {
  let world: CodexWorld;
  beforeAll(() => {
    world = new CodexWorld();
    world.commit('first', { f: 'one\n' });
    world.session({ model: 'gpt-a' }).turn('Two').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
  });
  afterAll(() => world.remove());

  test.each(['/proc', '/proc/x/y'])('our own folder as %s: the answer is given', (home) => {
    const { code, stdout } = runIn(world, ['f', '-s'], { variables: { AI_BLAME_HOME: home } });
    expect([code, stdout.split('\n').filter((line) => line.includes('│')).length]).toEqual([0, 2]);
  });

  test('pages', () => {
    expect(runIn(world, ['report', '--html', '/proc/x', '--no-index'])).toEqual({
      code: 4,
      stdout: '',
      stderr: 'ai-blame: /proc/x cannot be written (ENOENT)\n',
    });
  });

  test("git's hooks", () => {
    world.git('config', 'core.hooksPath', '/proc/hooks');
    const { code, stderr } = runIn(world, ['hooks', 'install']);
    world.git('config', '--unset', 'core.hooksPath');
    expect([code, stderr]).toEqual([4, 'ai-blame: /proc/hooks cannot be changed (ENOENT)\n']);
  });

  test('ledgers', () => {
    const { code, stdout } = runIn(world, ['ledger', 'backfill', '--no-index'], {
      variables: { AI_BLAME_HOME: '/proc' },
    });
    expect([code, stdout.split('\n')]).toEqual([
      1,
      [
        expect.stringMatching(/codex failed: The folder \/proc\/ledgers\/codex\/.* cannot be made \(ENOENT\)$/),
        '1 conversation: 0 exported, 0 up to date, 1 failed; /proc/ledgers',
        '',
      ],
    ]);
  });
});

test('a folder is made with those above it, for its owner alone where that is asked', () => {
  const base = mkdtempSync(join(tmpdir(), 'ai-blame-test-'));
  makeFolder(join(base, 'a', 'b'), 0o700);
  makeFolder(join(base, 'a', 'b'));
  writeFileSync(join(base, 'file'), '');
  expect(() => makeFolder(join(base, 'file', 'c'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  const modes = [join(base, 'a'), join(base, 'a', 'b')].map((folder) => statSync(folder).mode & 0o777);
  const found = { modes: process.platform === 'win32' ? [0o700, 0o700] : modes, names: readdirSync(base) };
  rmSync(base, { recursive: true });
  expect(found).toEqual({ modes: [0o700, 0o700], names: ['a', 'file'] });
});
