import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runHook } from '../../src/app/run-hook.js';
import type { EndedRun, Env } from '../../src/env.js';
import type { GitHook } from '../../src/model/hooks-result.js';
import { report } from '../report/report-lab.js';
import { CodexWorld } from '../support/codex-world.js';

// What a hook makes of another run of the program, which is played here: no clock goes by.

let world: CodexWorld;
beforeEach(() => {
  world = new CodexWorld();
  world.commit('first', { a: 'one\n' });
});
afterEach(() => world.remove());

interface Played {
  readonly words: readonly string[];
  readonly milliseconds: number;
}

function run(hook: GitHook, ended: EndedRun | null, given: readonly string[] = [], env: Partial<Env> = {}) {
  const played: Played[] = [];
  const runAgain: Env['runAgain'] = async (words, milliseconds) => {
    played.push({ words, milliseconds });
    return ended;
  };
  const place = { directory: world.repo.dir, homes: {}, movedFrom: [] };
  const request = { hook, given, failOn: ['agent>0'], trailer: null, place };
  return runHook(request, { ...world.env(), runAgain, ...env }).then((outcome) => ({ outcome, played }));
}

/** What `report --staged --json` tells of two models, one of which no record names. */
function told(): EndedRun {
  world
    .session({ model: 'gpt-a' })
    .turn('Add')
    .patch('*** Update File: a\n@@\n one\n+two\n+three', { a: 'one\ntwo\nthree\n' });
  world.session({ model: 'odd\nSigned-off-by: Eve ' }).turn('Add').patch('*** Add File: b\n+b', { b: 'b\n' });
  world.git('add', '-A');
  return { exitCode: 0, stdout: JSON.stringify(report(world, { kind: 'staged' })), stderr: '' };
}

describe('what is run, and for how long', () => {
  test.each<[GitHook, string[]]>([
    ['pre-commit', ['report', '--staged', '--json', '--fail-on=agent>0']],
    ['post-commit', ['notes', 'write', 'HEAD', '--json']],
    [
      'prepare-commit-msg',
      ['report', '--staged', '--json', '--no-config', '--no-notes', '--all-files', '--min-evidence=snapshot'],
    ],
  ])('%s', async (hook, words) => {
    const { outcome, played } = await run(hook, null);
    expect(played).toEqual([{ words, milliseconds: 2000 }]);
    expect(outcome).toEqual({ kind: 'late', milliseconds: 2000, isRefused: false });
  });

  test('the time that went by before is counted; the configuration gives another', async () => {
    world.write({ '.ai-blame.json': '{"hooks": {"timeoutMs": 500, "onTimeout": "fail"}}' });
    let now = 0;
    const { outcome, played } = await run('pre-commit', null, [], { now: () => (now += 100) });
    expect(played[0]?.milliseconds).toBe(400);
    expect(outcome).toEqual({ kind: 'late', milliseconds: 500, isRefused: true });
    expect((await run('post-commit', null)).outcome).toEqual({ kind: 'late', milliseconds: 500, isRefused: false });
  });
});

test.each<[string, EndedRun, string]>([
  ['an error that is told', { exitCode: 4, stdout: '', stderr: 'x\nai-blame: a sentence\nhint: h\n' }, 'a sentence'],
  ['one that is not', { exitCode: 70, stdout: '', stderr: 'at line 1\n' }, 'it ended with 70'],
  ['a signal', { exitCode: null, stdout: '', stderr: '' }, 'it ended with a signal'],
  ['1, but no report', { exitCode: 1, stdout: 'something', stderr: '' }, 'it ended with 1'],
  ['another document', { exitCode: 0, stdout: '{"schema": "other"}', stderr: '' }, 'it ended with 0'],
])('trouble: %s', async (_what, ended, message) => {
  expect((await run('pre-commit', ended)).outcome).toEqual({ kind: 'trouble', message });
});

describe('the message', () => {
  let file: string;
  beforeEach(() => {
    file = join(world.repo.dir, '.git/COMMIT_EDITMSG');
    writeFileSync(file, 'Work ü\n');
  });

  test('trailers, the one with most lines first; nothing of a trace makes a line of its own', async () => {
    const { outcome } = await run('prepare-commit-msg', told(), ['.git/COMMIT_EDITMSG', 'message']);
    expect(outcome).toEqual({ kind: 'nothing' });
    expect(readFileSync(file, 'utf8')).toBe(
      'Work ü\n\nAssisted-by: codex:gpt-a\nAssisted-by: codex:odd Signed-off-by: Eve\n',
    );
  });

  test('bytes that are no UTF-8 stay', async () => {
    writeFileSync(file, Buffer.from('W\xe9rk\n', 'latin1'));
    await run('prepare-commit-msg', told(), ['.git/COMMIT_EDITMSG', 'message']);
    expect(readFileSync(file, 'latin1')).toMatch(/^W\xe9rk\n\nAssisted-by: codex:gpt-a\n/);
  });

  test.each<[string, string[], Record<string, string>]>([
    ['a merge', ['.git/COMMIT_EDITMSG', 'merge'], {}],
    ['a squash', ['.git/COMMIT_EDITMSG', 'squash'], {}],
    ['a merge, told by the pre-commit framework', ['.git/COMMIT_EDITMSG'], { PRE_COMMIT_COMMIT_MSG_SOURCE: 'merge' }],
  ])('not for %s: nothing is run', async (_what, given, variables) => {
    const { outcome, played } = await run('prepare-commit-msg', told(), given, {
      variables: { ...world.env().variables, ...variables },
    });
    expect({ outcome, played }).toEqual({ outcome: { kind: 'nothing' }, played: [] });
    expect(readFileSync(file, 'utf8')).toBe('Work ü\n');
  });

  test.each(['rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'])(
    'not while there is %s',
    async (name) => {
      const ended = told();
      mkdirSync(join(world.repo.dir, '.git', name));
      expect((await run('prepare-commit-msg', ended, ['.git/COMMIT_EDITMSG', 'message'])).played).toEqual([]);
      expect((await run('post-commit', ended)).played).toEqual([]);
      expect((await run('pre-commit', ended)).played.length).toBe(1);
    },
  );

  test('no message, and the sign of comments that is configured', async () => {
    world.repo.git('config', 'core.commentChar', ';');
    writeFileSync(file, '\n; Please enter\n');
    await run('prepare-commit-msg', told(), ['.git/COMMIT_EDITMSG']);
    const asked = readFileSync(file, 'utf8');
    expect(asked.split('\n').every((line) => line === '' || line.startsWith(';'))).toBe(true);
    writeFileSync(file, `Work\n${asked}`);
    const { played } = await run('commit-msg', null, ['.git/COMMIT_EDITMSG']);
    expect(played).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(
      'Work\n\nAssisted-by: codex:gpt-a\nAssisted-by: codex:odd Signed-off-by: Eve\n\n; Please enter\n',
    );
  });
});
