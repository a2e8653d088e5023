import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';

let repo: GitRepo;
let first: string;
let second: string;
beforeAll(() => {
  repo = new GitRepo();
  repo.git('config', 'user.name', 'unused');
  repo.write({ 'old.txt': 'one\ntwo\nthree\n' });
  repo.git('add', '-A');
  const dated = (date: string) => ({
    env: { GIT_AUTHOR_DATE: date, GIT_AUTHOR_NAME: 'Ada Löv', GIT_AUTHOR_EMAIL: 'löv@example.org' },
  });
  repo.gitBytes(['commit', '-q', '-m', 'first'], dated('1772600767 +0530'));
  first = repo.git('rev-parse', 'HEAD').trim();
  repo.git('mv', 'old.txt', 'new.txt');
  repo.write({ 'new.txt': 'zero\none\ntwo\nthree\n' });
  repo.git('add', '-A');
  repo.gitBytes(['commit', '-q', '-m', 'second'], dated('1772690000 -0100'));
  second = repo.git('rev-parse', 'HEAD').trim();
});
afterAll(() => repo.remove());

const linesOf = async (...argv: string[]): Promise<string[]> => {
  const { stdout } = await answerTo([...argv, '--no-index', '--', 'new.txt'], {
    cwd: repo.dir,
    now: () => 1_772_700_000_000,
  });
  return stdout.split('\n').slice(0, 3);
};

test('-s leaves names and times out', async () => {
  expect(await linesOf('-s')).toEqual([
    `${second.slice(0, 8)}   1 │ zero`,
    `${first.slice(0, 8)}   2 │ one`,
    '           3 │ two',
  ]);
});

test('-e tells addresses', async () => {
  expect((await linesOf('-e', '--date', 'short'))[0]).toBe(
    `${second.slice(0, 8)}  <löv@example.org>  2026-03-05   1 │ zero`,
  );
});

test('-f and -n tell where the line was in its commit', async () => {
  expect(await linesOf('-s', '-fn')).toEqual([
    `${second.slice(0, 8)}  new.txt  1   1 │ zero`,
    `${first.slice(0, 8)}  old.txt  1   2 │ one`,
    '          old.txt  2   3 │ two',
  ]);
});

test('-l tells whole ids, --abbrev so many digits, 4 at least', async () => {
  expect((await linesOf('-l', '-s'))[0]).toBe(`${second}   1 │ zero`);
  expect((await linesOf('--abbrev', '11', '-s'))[0]).toBe(`${second.slice(0, 11)}   1 │ zero`);
  expect((await linesOf('--abbrev', '1', '-s'))[0]).toBe(`${second.slice(0, 4)}   1 │ zero`);
  expect((await linesOf('-s', '--abbrev'))[0]).toBe(`${second.slice(0, 8)}   1 │ zero`);
});

test.each([
  [['-t'], '1772690000 -0100', '1772600767 +0530'],
  [['--date=iso'], '2026-03-05 04:53:20 -0100', '2026-03-04 10:36:07 +0530'],
  [['--date=iso-strict-local'], '2026-03-05T05:53:20+00:00', '2026-03-04T05:06:07+00:00'],
  [['--date', 'relative'], '3 hours ago            ', '28 hours ago           '.trimEnd()],
  [['--date=format:%H o%%clock'], '04 o%clock', '10 o%clock'],
])('%j gives times of commits in that form, in the author’s zone', async (argv, young, old) => {
  const lines = await linesOf(...argv);
  expect([lines[0], lines[1]].map((line) => line?.slice('12345678  Ada Löv  '.length).split('   ')[0])).toEqual([
    young.trim(),
    old.trim(),
  ]);
});

test.each([
  [['--date', 'fortnight'], /^--date expects one of default, .*, not "fortnight"/],
  [['--abbrev=x'], /^--abbrev expects a number of digits, not "x"/],
])('%j is wrong usage', async (argv, message) => {
  const { exitCode, stderr } = await answerTo([...argv, 'new.txt'], { cwd: repo.dir });
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
});
