import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';
import { bytesOf } from '../support/travel-lab.js';

const NOW = Date.UTC(2026, 5, 20, 12) / 1000;
const DAY = 86_400;
const PEOPLE = [
  'Ada <ada@example.org>',
  '日本 太郎 <taro@example.org>',
  'Zoë de la Très-Longue <z@x>',
  'e\u0301mile <é@x>',
];
/** Days ago. */
const AGES = [3000, 800, 500, 370, 200, 90, 40, 20, 5, 2, 0];
const PATHS = ['new name ü.txt', 'crlf.txt'];

let repo: GitRepo;
let middle: string;
let noisy: string;

beforeAll(() => {
  repo = new GitRepo();
  const lines: string[] = [];
  const commits = AGES.map((age, n) => {
    const path = n < 5 ? 'old.txt' : 'new name ü.txt';
    for (const place of [0, lines.length, lines.length + 2]) {
      lines.splice(place, 0, `line ${n} at ${place} of ${path}\n`);
    }
    if (n === 5) repo.git('mv', 'old.txt', path);
    if (n === 8) lines.splice(0, 4, ...lines.slice(0, 4).map((line) => line.toUpperCase()));
    repo.write({ [path]: lines.join(''), 'crlf.txt': lines.map((line) => line.replace('\n', '\r\n')).join('') + n });
    repo.git('add', '-A');
    const [, name = '', mail = ''] = /^(.*) <(.*)>$/.exec(PEOPLE[n % PEOPLE.length] as string) ?? [];
    const date = `${NOW - age * DAY - 60} ${n % 3 === 0 ? '-0330' : '+0200'}`;
    const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: mail, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    repo.gitBytes(['commit', '-q', '-m', `commit ${n}`], { env });
    return repo.git('rev-parse', 'HEAD').trim();
  });
  middle = commits[4] as string;
  noisy = commits[8] as string;
});
afterAll(() => repo.remove());

const OPTIONS: readonly (readonly string[])[] = [
  [],
  ['-s'],
  ['-e'],
  ['--no-show-email'],
  ['-f'],
  ['-n'],
  ['-f', '-n'],
  ['-l'],
  ['-t'],
  ['-b'],
  ['-c'],
  ['-c', '-e'],
  ['-c', '--color-lines'],
  ['-b', '-l', '-s'],
  ['--abbrev=4'],
  ['--abbrev=12'],
  ['--abbrev=39'],
  ['--abbrev=40'],
  ['--no-abbrev'],
  ['--abbrev'],
  ['--abbrev=6', '--abbrev=11'],
  ['--abbrev=6', '--no-abbrev'],
  ['--no-abbrev', '--abbrev=6'],
  ['--date=iso', '--date=short'],
  ['-fL3,9'],
  ['-snL', '3,9', '-wfL5,+2'],
  ['--root'],
  ['--root', '-l', '-t', '-e', '-f', '-n'],
  ['--color-lines'],
  ['--color-by-age'],
  ['--color-lines', '--color-by-age'],
  ['--show-stats'],
  ['-L3,9', '-f'],
  ['-w', '-M', '-n'],
  ['--minimal', '-M'],
  ['--date=default'],
  ['--date=iso-strict'],
  ['--date=rfc'],
  ['--date=short'],
  ['--date=raw'],
  ['--date=unix'],
  ['--date=relative'],
  ['--date=human'],
  ['--date=local'],
  ['--date=format:%Y'],
  ['--date=format:%A, %d %B %Y'],
  ['--date=auto:short'],
  ['--date=relative-local'],
  ['--date=format:%-d %^b %G-W%V'],
];

const ranges = (): readonly (readonly string[])[] => [
  [`${middle}..HEAD`],
  [`${middle}..HEAD`, '-b'],
  ['--ignore-rev', noisy, 'HEAD'],
  ['--since=100.days', 'HEAD'],
];

/** Settings, each with what it is set to. */
const SETTINGS: readonly (readonly [string, string])[][] = [
  [['blame.showEmail', 'true']],
  [['blame.date', 'short']],
  [['blame.date', 'format:%H:%M']],
  [['blame.blankBoundary', 'true']],
  [['blame.showRoot', 'true']],
  [['blame.coloring', 'repeatedLines']],
  [['blame.coloring', 'highlightRecent']],
  [['blame.coloring', 'none']],
  [
    ['blame.coloring', 'repeatedLines'],
    ['color.blame.repeatedLines', 'bold red blue ul'],
  ],
  [
    ['blame.coloring', 'highlightRecent'],
    ['color.blame.highlightRecent', '#ff8000,2 year ago,no-bold 200,30.days,brightgreen,1 week ago,reverse normal 12'],
  ],
  [
    ['blame.coloring', 'highlightRecent'],
    ['color.blame.highlightRecent', ''],
  ],
  [['blame.showEmail', '1k']],
  [
    ['blame.markIgnoredLines', 'true'],
    ['blame.markUnblamableLines', 'true'],
  ],
  [['core.abbrev', '12']],
  [['core.abbrev', '0x10']],
  [['core.abbrev', '']],
  [['core.abbrev', 'no']],
  [['core.abbrev', 'auto']],
];

const compared: string[] = [];

async function expectSame(words: readonly string[], path: string): Promise<void> {
  const env = { GIT_TEST_DATE_NOW: String(NOW), TZ: 'UTC' };
  const theirs = repo.gitBytes(['blame', ...words, '--', path], { env });
  const { exitCode, stdout } = await answerTo(['blame', '--classic', '--no-index', ...words, '--', path], {
    cwd: repo.dir,
    now: () => NOW * 1000,
  });
  expect([words, path, exitCode, bytesOf(stdout).toString()]).toEqual([words, path, 0, theirs.toString()]);
  compared.push(words.join(' '));
}

afterAll(() => {
  const asked = [...new Set(compared.map((words) => words.replace(/[0-9a-f]{40}/g, 'REV')))];
  process.stdout.write(`git blame (classic): ${compared.length} answers, all the same: ${asked.join(' | ')}\n`);
});

describe('git blame as oracle of its own columns: the same bytes', () => {
  test.each(OPTIONS.map((words) => [words.join(' '), words] as const))('%s', async (_name, words) => {
    for (const path of PATHS) await expectSame([...words, 'HEAD'], path);
  });

  test('of a range, of ignored commits', async () => {
    for (const words of ranges()) for (const path of PATHS) await expectSame(words, path);
  });

  test.each(SETTINGS.map((settings) => [settings.map((setting) => setting.join('=')).join(' '), settings] as const))(
    'configured: %s',
    async (_name, settings) => {
      for (const [name, value] of settings) repo.git('config', name, value);
      try {
        for (const words of [['HEAD'], ['--color-lines', 'HEAD'], ['-t', '--date=iso', 'HEAD'], ...ranges()]) {
          await expectSame(words, PATHS[0] as string);
        }
      } finally {
        for (const [name] of settings) repo.git('config', '--unset', name);
      }
    },
  );

  test.each([
    ['core.abbrev', '99', 'core.abbrev is no number of digits, 4 to 40: 99'],
    ['core.abbrev', '3', 'core.abbrev is no number of digits, 4 to 40: 3'],
    ['core.abbrev', 'yes', 'core.abbrev is no number of digits, 4 to 40: yes'],
    ['blame.showEmail', 'maybe', 'blame.showemail is no boolean: maybe'],
    ['blame.showRoot', '4x', 'blame.showroot is no boolean: 4x'],
    ['blame.blankBoundary', '99999999999', 'blame.blankboundary is no boolean: 99999999999'],
    ['blame.markIgnoredLines', 'x', 'blame.markignoredlines is no boolean: x'],
    ['blame.markUnblamableLines', 'x', 'blame.markunblamablelines is no boolean: x'],
  ])('configured: %s=%s ends the question in every format, as git blame', async (name, value, sentence) => {
    repo.git('config', name, value);
    try {
      for (const format of ['--classic', '--porcelain', '--json']) {
        const words = ['blame', format, '--no-index', 'HEAD', '--', PATHS[0] as string];
        const answer = await answerTo(words, { cwd: repo.dir });
        expect(answer).toEqual({ exitCode: 2, stdout: '', stderr: sentence });
      }
      expect(() => repo.git('blame', 'HEAD', '--', PATHS[0] as string)).toThrow(/fatal: /);
    } finally {
      repo.git('config', '--unset', name);
    }
  });

  test('where the objects are packed', async () => {
    repo.git('repack', '-qad');
    await expectSame(['HEAD'], PATHS[0] as string);
  });

  test('colours of the configuration stay away where none are wanted', async () => {
    const { stdout } = await answerTo(['--color-lines', '--no-color', '--no-index', PATHS[0] as string], {
      cwd: repo.dir,
    });
    expect(stdout).not.toContain('\x1b');
  });
});
