import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runIn } from '../support/cli.js';
import { CodexWorld } from '../support/codex-world.js';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

/** Microseconds, taken for seconds. */
const FAR = '@1700000000000000 +0000';

let repo: GitRepo;
let near: string;
let far: string;
beforeAll(() => {
  repo = new GitRepo();
  near = repo.commit('near', { f: 'one\n' });
  repo.write({ f: 'one\ntwo\n' });
  repo.gitBytes(['commit', '-q', '-a', '-m', 'far'], { env: { GIT_AUTHOR_DATE: FAR, GIT_COMMITTER_DATE: FAR } });
  far = repo.git('rev-parse', 'HEAD').trim();
});
afterAll(() => repo.remove());

const answer = (...argv: string[]) => answerTo([...argv, '--no-index'], { cwd: repo.dir });

test('JSON tells the last instant that ISO 8601 can tell', async () => {
  const { exitCode, stdout } = await answer('f', '--json');
  const ada = { author: 'Ada', email: 'ada@example.org' };
  expect([exitCode, JSON.parse(stdout).commits]).toEqual([
    0,
    {
      [near]: { ...ada, time: '2026-01-01T12:00:00Z', summary: 'near' },
      [far]: { ...ada, time: '9999-12-31T23:59:59Z', summary: 'far' },
    },
  ]);
});

test('the columns of a blame are as wide as ever; a form that was asked for tells what git does', async () => {
  const [a, b] = [near.slice(0, 8), far.slice(0, 8)];
  expect((await answer('f')).stdout.split('\n').slice(0, 2)).toEqual([
    `${a}  Ada  2026-01-01 12:00   1 │ one`,
    `${b}  Ada  9999-12-31 23:59   2 │ two`,
  ]);
  expect((await answer('f', '--date', 'iso')).stdout.split('\n').slice(0, 2)).toEqual([
    `${a}  Ada  2026-01-01 12:00:00 +0000       1 │ one`,
    `${b}  Ada  53872825-06-17 22:13:20 +0000   2 │ two`,
  ]);
});

test.each([[], ['-t'], ['-c'], ['--date=short']])("git's own columns, %j", async (...options) => {
  expect((await answer('f', '--classic', ...options)).stdout).toBe(repo.git('blame', ...options, 'f'));
});

test("git's porcelain", async () => {
  expect((await answer('f', '--porcelain')).stdout).toBe(repo.git('blame', '--porcelain', 'f'));
});

test('every other command answers, and follows what agents did before', async () => {
  const world = new CodexWorld();
  world.commit('first', { f: 'one\n' });
  world.session({ model: 'gpt-a' }).turn('Two').patch('*** Update File: f\n@@\n one\n+two', { f: 'one\ntwo\n' });
  const env = { GIT_AUTHOR_DATE: FAR, GIT_COMMITTER_DATE: FAR };
  world.repo.gitBytes(['commit', '-q', '-a', '-m', 'far'], { env });
  const commands = [
    ['f'],
    ['stats', '--json'],
    ['edits', '--json'],
    ['report', 'HEAD', '--json'],
    ['report', 'HEAD~1..HEAD', '--json'],
    ['why', 'f:2', '--json'],
    ['log', 'f', '--json'],
    ['show', 'f@HEAD', '--json'],
    ['diff', 'f@HEAD~1..HEAD', '--json'],
    ['bisect', 'f', '--contains', 'two', '--json'],
    ['doctor', '--json'],
    ['export', '--format', 'agent-trace'],
  ];
  const codes = commands.map((argv) => [argv, runIn(world, argv).code]);
  world.remove();
  expect(codes).toEqual(commands.map((argv) => [argv, 0]));
});
