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
