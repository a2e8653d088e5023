import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { ReshapedHistory } from '../support/reshaped-history.js';
import { answerTo } from '../support/run-cli.js';

/** Options, with a commit of the history's middle and the time of another. */
const OPTIONS: Readonly<Record<string, (middle: string, time: string) => readonly string[]>> = {
  none: () => ['HEAD'],
  '-w': () => ['-w', 'HEAD'],
  '-M': () => ['-M', 'HEAD'],
  '-C -C': () => ['-C40', '-C40', 'HEAD'],
  '--ignore-rev': (middle) => ['--ignore-rev', middle, 'HEAD'],
  'A..B': (middle) => [`${middle}..HEAD`],
  'A..': (middle) => [`${middle}..`],
  'B ^A': (middle) => ['HEAD', `^${middle}`],
  '--since': (_middle, time) => [`--since=${time}`, 'HEAD'],
  '--first-parent': () => ['--first-parent', 'HEAD'],
  '--first-parent A..B': (middle) => ['--first-parent', `${middle}..HEAD`],
  '--root': () => ['--root', 'HEAD'],
  '-C -C -C -L': () => ['-C40', '-C40', '-C20', '-L2,4', '-L7,', 'HEAD'],
  '-M30 -C10 -L': () => ['-M30', '-C10', '-L', '2,+40', 'HEAD'],
  '-w -M --since -L': (_middle, time) => ['-w', '-M', `--since=${time}`, '-L2,9', 'HEAD'],
  '-L -L': () => ['-L', '3,7', '-L', '/[0-9]/,+4', 'HEAD'],
};

/** Of the files as they were at the commit in the middle. */
const EARLIER: typeof OPTIONS = {
  REV: (middle) => [middle],
  '--reverse A..B': (middle) => ['--reverse', `${middle}..HEAD`],
  '--reverse A': (middle) => ['--reverse', middle],
};

const FORMATS = [['--porcelain', '--show-stats'], ['--line-porcelain'], ['--incremental']] as const;

const compared = new Map<string, { files: number; bytes: number }>();

afterAll(() => {
  for (const [name, { files, bytes }] of compared) {
    process.stdout.write(`git blame --porcelain ${name}: ${files} answers, ${bytes} bytes, all the same\n`);
  }
});

let history: ReshapedHistory | null = null;
afterEach(() => history?.repository.remove());

describe('where no agent left traces, the porcelain formats are those of git blame, byte for byte', () => {
  test.each([301, 303])('seed %i', async (seed) => {
    history = new ReshapedHistory(seed, 24);
    const { repository, commits, files } = history;
    const middle = repository.git('rev-list', '--first-parent', 'HEAD').trim().split('\n').at(4) ?? '';
    const seconds = Number(repository.git('show', '-s', '--format=%ct', commits.at(-6) ?? ''));
    const time = new Date(seconds * 1000).toISOString();
    const before = repository.git('ls-tree', '-r', '--name-only', '-z', middle).split('\0').filter(Boolean);
    const asked = [
      ...Object.entries(OPTIONS).map(([name, flags]) => ({ name, flags, paths: [...files.keys()] })),
      ...Object.entries(EARLIER).map(([name, flags]) => ({ name, flags, paths: before })),
    ];
    for (const { name, flags: flagsOf, paths } of asked) {
      const flags = flagsOf(middle, time);
      for (const path of paths) {
        for (const format of FORMATS) {
          const theirs = repository.gitBytes(['blame', ...format, ...flags, '--', path]).toString();
          const ours = await answerTo(['blame', ...format, '--no-index', ...flags, '--', path], {
            cwd: repository.dir,
          });
          const expected = { exitCode: 0, stdout: theirs, stderr: expect.any(String) };
          expect([format, name, path, ours]).toEqual([format, name, path, expected]);
          const sum = compared.get(name) ?? { files: 0, bytes: 0 };
          compared.set(name, { files: sum.files + 1, bytes: sum.bytes + theirs.length });
        }
      }
    }
  });
});

test('where a change could be told of several places, diff.indentHeuristic says of which', async () => {
  const repository = new GitRepo();
  try {
    const block = (name: string) => `/**\n * ${name}\n */\n${name}();\n\n`;
    repository.commit('one', { 'a.js': block('a') + block('b') });
    repository.commit('two', { 'a.js': block('a') + block('c') + block('b') });
    const told: string[] = [];
    for (const value of ['true', 'false']) {
      repository.git('config', 'diff.indentHeuristic', value);
      const theirs = repository.git('blame', '--line-porcelain', 'HEAD', '--', 'a.js');
      const words = ['blame', '--line-porcelain', '--no-index', 'HEAD', '--', 'a.js'];
      const { stdout } = await answerTo(words, { cwd: repository.dir });
      expect([value, stdout]).toEqual([value, theirs]);
      told.push(theirs);
    }
    expect(told[0]).not.toBe(told[1]);
  } finally {
    repository.remove();
  }
});
