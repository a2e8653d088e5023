import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Seeded } from '../support/edited-text.js';
import { GitRepo } from '../support/git.js';
import { answerTo } from '../support/run-cli.js';
import { bytesOf } from '../support/travel-lab.js';

/** Repositories with real histories: `AI_BLAME_HISTORIES=../husky:../lefthook.git`; none named: that of ai-blame itself. */
const HISTORIES = process.env.AI_BLAME_HISTORIES?.split(delimiter) ?? [resolve(import.meta.dirname, '../..')];
const FILES = Number(process.env.AI_BLAME_HISTORY_FILES ?? 2);
/** Of larger ones git itself takes its time with `-C -C -C`. */
const MOST_BYTES = 60_000;
const NOW = Date.UTC(2027, 0, 1);

/** What is asked of each file; `OLD` stands for a commit in the middle of the history, `LAST` for one that changed the file. */
const OPTIONS = [
  '',
  '-w',
  '-M',
  '-C',
  '-C -C',
  '-C -C -C',
  '-w -M -C',
  '--minimal',
  '--first-parent',
  '--root',
  '--ignore-rev LAST',
  '--ignore-rev LAST -w -C',
  '-L 5,+20',
  '-L /e/,',
  '--since=400.days',
  'OLD..HEAD',
  '--reverse OLD..HEAD',
];

interface Compared {
  lines: number;
  same: number;
}

const folder = mkdtempSync(join(tmpdir(), 'ai-blame-histories-'));
let unanswered = 0;
const byOption = new Map<string, Compared>();
const byHistory = new Map<string, Compared & { readonly commits: number; readonly files: Set<string> }>();

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const share = ({ lines, same }: Compared): string => `${same} of ${lines} lines`;
  process.stdout.write(
    [
      'real histories, --line-porcelain beside git blame, whole records:',
      ...[...byHistory].map(
        ([name, each]) => `  ${name}: ${each.commits} commits, ${each.files.size} files, ${share(each)}`,
      ),
      ...[...byOption].map(([option, each]) => `  ${option === '' ? '(none)' : option}: ${share(each)}`),
      `  ${unanswered} questions that git itself did not answer`,
      '',
    ].join('\n'),
  );
});

/** A copy without its history has none to ask about. */
const withHistory = HISTORIES.every(
  (history) => existsSync(join(history, '.git')) || existsSync(join(history, 'HEAD')),
);

(withHistory ? test.each(HISTORIES) : test.skip.each(HISTORIES))(
  'of the lines of %s 99.9 % are told as by git blame, to the byte, with each option',
  async (source) => {
    const name = basename(source).replace(/^(repo|\.git)$/, basename(dirname(source)));
    const dir = join(folder, `${byHistory.size}`);
    const origin = new GitRepo(folder, null);
    origin.git('clone', '-q', '-s', '-n', source, dir);
    const repository = new GitRepo(dir, null);
    const commits = repository.git('rev-list', '--first-parent', 'HEAD').trim().split('\n');
    const old = commits[Math.floor(commits.length / 2)] ?? '';
    const history = { lines: 0, same: 0, commits: commits.length, files: new Set<string>() };
    byHistory.set(name, history);
    for (const path of pathsOf(repository, old)) {
      history.files.add(path);
      const last = repository.git('log', '-1', '--format=%H', 'HEAD', '--', path).trim();
      for (const option of OPTIONS) {
        const words = option
          .split(' ')
          .filter(Boolean)
          .map((word) => word.replace('OLD', old).replace('LAST', last));
        const asked = ['--line-porcelain', ...words, ...(option.includes('..') ? [] : ['HEAD']), '--', path];
        const answer = byGit(repository, asked);
        if (answer === null) {
          unanswered++;
          continue;
        }
        const [theirs, ours] = [recordsOf(answer), recordsOf(await byUs(dir, asked))];
        const same = theirs.filter((record, line) => record === ours[line]).length;
        const total = byOption.get(option) ?? { lines: 0, same: 0 };
        byOption.set(option, total);
        for (const sum of [total, history]) {
          sum.lines += Math.max(theirs.length, ours.length);
          sum.same += same;
        }
      }
    }
    expect(history.lines).toBeGreaterThan(100);
    expect(history.same / history.lines).toBeGreaterThanOrEqual(0.999);
  },
  3_600_000,
);

/** Files that were there in the older commit as well; each time the same ones. */
function pathsOf(repository: GitRepo, old: string): string[] {
  const list = (revision: string): string[] =>
    repository.git('ls-tree', '-r', '-l', '-z', revision).split('\0').filter(Boolean);
  const before = new Set(list(old).map((entry) => entry.split('\t')[1]));
  const paths = list('HEAD').flatMap((entry) => {
    const [head = '', path = ''] = entry.split('\t');
    const size = Number(head.split(/ +/)[3]);
    return head.startsWith('100') && size > 400 && size < MOST_BYTES && before.has(path) ? [path] : [];
  });
  const isText = (path: string): boolean => !repository.gitBytes(['show', `HEAD:${path}`]).includes(0);
  const random = new Seeded(4711);
  const chosen: string[] = [];
  while (chosen.length < FILES && paths.length > 0) {
    const [path = ''] = paths.splice(random.below(paths.length), 1);
    if (isText(path)) chosen.push(path);
  }
  return chosen;
}

/** null: git ends there, as it does where a file that it looks for copies in is not stored. */
function byGit(repository: GitRepo, asked: readonly string[]): string | null {
  try {
    return repository
      .gitBytes(['blame', ...asked], { env: { GIT_TEST_DATE_NOW: String(NOW / 1000) } })
      .toString('latin1');
  } catch {
    return null;
  }
}

async function byUs(cwd: string, asked: readonly string[]): Promise<string> {
  const { exitCode, stdout } = await answerTo(['blame', '--no-index', ...asked], { cwd, now: () => NOW });
  return exitCode === 0 ? bytesOf(stdout).toString('latin1') : '';
}

/** One for each line, which ends with its text. */
function recordsOf(porcelain: string): string[] {
  return porcelain.split(/(?<=^\t.*\n)/m).filter(Boolean);
}
