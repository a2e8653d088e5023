import { afterEach, describe, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

let repo: GitRepo;
afterEach(() => repo.remove());

async function expectSame(...words: string[]): Promise<void> {
  const theirs = repo.git('blame', '-s', ...words);
  const { exitCode, stdout } = await answerTo(['blame', '--classic', '-s', '--no-index', ...words], { cwd: repo.dir });
  expect([words, exitCode, stdout]).toEqual([words, 0, theirs]);
}

describe('a tip that is itself excluded is none: git blame tells the work tree, and what is committed as before', () => {
  test.each([
    'HEAD..',
    '..HEAD',
    'light..',
    'light..main',
    'heavy..heavy',
    'heavy~0..HEAD',
    'HEAD ^HEAD',
    '^HEAD HEAD',
    'HEAD~1..HEAD~1',
    '^HEAD',
    // An annotated tag is another object than its commit, until its commits are walked.
    'heavy..',
    'HEAD ^heavy',
    'heavy ^HEAD',
    'HEAD..HEAD~1',
    'HEAD~1..',
  ])('%s', async (words) => {
    repo = new GitRepo();
    repo.commit('one', { 'a.txt': '1\n2\n' });
    repo.commit('two', { 'a.txt': '1\n2\n3\n' });
    repo.git('tag', 'light');
    repo.git('tag', '-a', '-m', 'heavy', 'heavy');
    repo.write({ 'a.txt': '0\n1\n2\n3\nmore\n' });
    await expectSame(...words.split(' '), '--', 'a.txt');
  });
});

describe('a time that git blame --since takes begins at the same second', () => {
  test.each([
    '1767269100',
    '1767269101',
    '2026-01-01 12:05:00 +0000',
    '2026-01-01 14:05:00 +0200',
    '2026-01-01T12:05:01Z',
  ])('%s', async (since) => {
    repo = new GitRepo();
    repo.clock = 1_767_269_040;
    for (const text of ['1\n', '1\n2\n', '1\n2\n3\n']) repo.commit('next', { 'a.txt': text });
    await expectSame(`--since=${since}`, 'HEAD', '--', 'a.txt');
  });
});

test.each(['a.txt/', 'a.txt/.'])('%s: a slash at the end names a folder, and there is none', async (file) => {
  repo = new GitRepo();
  repo.commit('one', { 'a.txt': '1\n' });
  expect(() => repo.git('blame', '--', file)).toThrow(/no such path 'a\.txt\/'/);
  for (const words of [
    ['--', file],
    ['HEAD', '--', file],
  ]) {
    const answer = await answerTo(['blame', '--no-index', ...words], { cwd: repo.dir });
    expect(answer).toEqual({ exitCode: 3, stdout: '', stderr: `There is no folder ${file}: it is a file` });
  }
});

test('-L takes a sign before its first number', async () => {
  repo = new GitRepo();
  repo.commit('one', { 'a.txt': '1\n2\n3\n4\n' });
  for (const range of ['+3', '+2,3', '+2,+2', '+1,']) await expectSame('-L', range, 'HEAD', '--', 'a.txt');
});
