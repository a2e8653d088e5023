import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
  repo.write({
    'src/text.ts': 'a\n',
    'src/tests.md': 'a\n',
    'lib/only-here.ts': 'a\n',
    'lib/index.ts': 'a\n',
    'src/index.ts': 'a\n',
    'stat.md': 'a\n',
  });
  repo.git('add', '-A');
  repo.git('commit', '-q', '-m', 'Begin');
  mkdirSync(join(repo.dir, 'other'));
});
afterAll(() => repo.remove());

test.each<[string, string, string | null]>([
  ['.', 'src/txt.ts', 'src/text.ts'],
  ['.', 'src/txet.ts', 'src/text.ts'],
  ['src', 'txt.ts', 'text.ts'],
  ['src', '../src/txt.ts', null],
  ['.', 'only-here.ts', 'lib/only-here.ts'],
  ['.', 'src/only-here.ts', 'lib/only-here.ts'],
  ['src', 'only-here.ts', null],
  ['.', 'index.ts', null],
  ['.', 'nothing-like-it.ts', null],
])('in %s, %s: did you mean %j?', async (folder, named, meant) => {
  const { exitCode, stderr } = await answerTo(['blame', '--no-index', named], { cwd: join(repo.dir, folder) });
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  expect([exitCode, stderr]).toEqual([3, `There is no file ${named} in the work tree${hint}`]);
});

test.each([
  ['sessions shw', 'ai-blame sessions expects one of list, show, transcript, not "shw"', 'ai-blame sessions show'],
  ['index verfy', 'ai-blame index expects one of status, verify, rebuild, not "verfy"', 'ai-blame index verify'],
])('%s', async (words, message, meant) => {
  const { exitCode, stderr } = await answerTo(words.split(' '), { cwd: repo.dir });
  expect([exitCode, stderr]).toEqual([2, `${message} (did you mean ${meant}?)`]);
});
