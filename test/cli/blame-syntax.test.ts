import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';
import { FakeOutput } from './fake-env.js';

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
  repo.commit('first', { 'a.ts': '/* one\ntwo */ const a = 1;\n', LICENSE: 'Do\n' });
});
afterAll(() => repo.remove());

/** What stands behind the rule of the last line, and what is told beside. */
async function lastLine(argv: readonly string[], input = ''): Promise<{ text: string; notes: string[] }> {
  let isRead = false;
  const { stdout, stderr } = await answerTo([...argv, '--no-index', '--no-pager', '--highlight'], {
    cwd: repo.dir,
    variables: { TERM: 'xterm', GIT_CONFIG_NOSYSTEM: '1' },
    stdout: new FakeOutput(100),
    readInput: async () => {
      const rest = isRead ? '' : input;
      isRead = true;
      return Buffer.from(rest);
    },
  });
  const text = /[│┐┤]\S* (.*)\n$/.exec(stdout)?.[1] ?? '';
  return { text: text.replaceAll('\u001b', '␛'), notes: stderr.split('\n').filter((line) => line.startsWith('note:')) };
}

const COMMENT_AND_CODE = '␛[2mtwo */␛[22m ␛[35mconst␛[39m a = ␛[33m1␛[39m;';

test('what begins above the lines that -L asks for goes on in them', async () => {
  expect(await lastLine(['a.ts', '-L', '2,2'])).toEqual({ text: COMMENT_AND_CODE, notes: [] });
});

test('also where the text comes by standard input, which comes once', async () => {
  const { text } = await lastLine(['a.ts', '-L', '2,2', '--contents', '-'], '/* one\ntwo */ const a = 1;\n');
  expect(text).toBe(COMMENT_AND_CODE);
});

test('nothing is highlighted where there are no colours, and nothing is said of it', async () => {
  expect(await lastLine(['LICENSE', '--no-color'])).toEqual({ text: 'Do', notes: [] });
});

test('what cannot be highlighted is told', async () => {
  expect(await lastLine(['LICENSE'])).toEqual({
    text: 'Do',
    notes: ['note: --highlight knows no language for LICENSE'],
  });
});
