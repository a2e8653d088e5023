import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ReshapedHistory } from '../support/reshaped-history.js';
import { answerTo } from '../support/run-cli.js';
import { bytesOf } from '../support/travel-lab.js';

const NOW = Date.UTC(2026, 0, 2) / 1000;
const RUNS = Number(process.env.AI_BLAME_COMBINED_RUNS ?? 60);
/** Names that files get at last. */
const ODD = ['new "name" ü.txt', '-dash\tand tab.txt', 'folder/日本 é.txt'];

let history: ReshapedHistory;
/** Files of HEAD, and of the commit in the middle. */
let paths: string[];
let earlier: string[];
let middle: string;

beforeAll(() => {
  history = new ReshapedHistory(4711, 26);
  const { repository } = history;
  const listed = (revision: string): string[] =>
    repository.git('ls-tree', '-r', '--name-only', '-z', revision).split('\0').filter(Boolean);
  middle = repository.git('rev-list', '--first-parent', 'HEAD').trim().split('\n').at(5) as string;
  repository.write({ 'folder/x': '' });
  listed('HEAD').forEach((path, n) => {
    const odd = ODD[n];
    if (odd !== undefined) renameSync(join(repository.dir, path), join(repository.dir, odd));
  });
  history.commits.push(repository.commit('Zoë renames'));
  paths = listed('HEAD');
  const [first = ''] = paths;
  const crlf = repository
    .gitBytes(['show', `HEAD:${first}`])
    .toString()
    .replaceAll('\n', '\r\n');
  history.commits.push(repository.commit('CRLF', { [first]: `${crlf}last line without its end` }));
  repository.write({ '.mailmap': 'Ada Lovelace <ada@lovelace.example> <ada@example.org>\n' });
  earlier = listed(middle);
});
afterAll(() => history.repository.remove());

const seen = new Map<string, number>();
let bytes = 0;
afterAll(() => {
  const counts = [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(`git blame, options combined: ${bytes} bytes, all the same: ${counts.join(', ')}\n`);
});

function chance<T>(arbitrary: fc.Arbitrary<T>, none: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(none) }, { weight: 1, arbitrary });
}

const words = (...each: string[]): fc.Arbitrary<string[]> => fc.constantFrom(...each.map((text) => text.split(' ')));

const commit = fc.nat(1000).map((n) => history.commits[n % history.commits.length] as string);
const line = fc.integer({ min: 1, max: 40 });

const FORMAT = fc.oneof(
  words('--porcelain', '--line-porcelain', '--incremental', '-p --show-stats', '--incremental --line-porcelain'),
  fc
    .subarray(['-s', '-e', '-f', '-n', '-l', '-t', '-b', '-c', '--color-lines', '--color-by-age', '--show-stats'])
    .chain((flags) =>
      words('--date=short', '--date=human', '--abbrev=11', '--no-abbrev', '--date=format:%d.%m.').map((more) => [
        '--classic',
        ...flags,
        ...more,
      ]),
    ),
);
const THROUGH = fc
  .tuple(
    chance(words('-w'), []),
    chance(words('-M', '-M30', '-M5'), []),
    chance(words('-C40', '-C20 -C40', '-C40 -C40 -C15'), []),
    chance(
      fc.array(commit, { minLength: 1, maxLength: 4 }).map((ids) => ids.flatMap((id) => ['--ignore-rev', id])),
      [],
    ),
    chance(words('--no-ignore-rev'), []),
  )
  .map((all) => all.flat());
const RANGES = chance(
  fc
    .array(
      fc.oneof(
        fc.tuple(line, line).map(([a, b]) => `${a},${b}`),
        fc.tuple(line, line).map(([a, b]) => `${a},+${b}`),
        line.map((a) => `${a},`),
        fc.constantFrom('/count/,+3', ':user', '/Render/', ',7', '^/[0-9]7/,/x/'),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((each) => each.map((range) => `-L${range}`)),
  [],
);
const BOUNDS = fc.oneof(
  fc.constant(['HEAD']),
  fc.constant(['HEAD']),
  commit.map((id) => [`${id}..HEAD`]),
  commit.map((id) => ['HEAD', `^${id}`]),
  fc.constant(['--first-parent', 'HEAD']),
  fc.nat(3000).map((minutes) => [`--since=${new Date((NOW - 43_200 + minutes) * 1000).toISOString()}`, 'HEAD']),
  fc.constant(['--reverse']),
);
const OTHERS = fc
  .tuple(
    chance(words('--root'), []),
    chance(words('--minimal'), []),
    chance(words('--encoding=latin1', '--encoding=none'), []),
  )
  .map((all) => all.flat());

test('any options together: the same bytes as git, or refused by both', async () => {
  await fc.assert(
    fc.asyncProperty(
      FORMAT,
      THROUGH,
      RANGES,
      BOUNDS,
      OTHERS,
      fc.nat(1000),
      async (format, through, ranges, bounds, others, nth) => {
        const isReverse = bounds[0] === '--reverse';
        const files = isReverse ? earlier : paths;
        const path = files[nth % files.length] as string;
        const until = isReverse ? ['--reverse', `${middle}..HEAD`] : bounds;
        const asked = [...format, ...through, ...ranges, ...others, ...until, '--', path];
        const theirs = byGit(asked.filter((word) => word !== '--classic'));
        const { exitCode, stdout } = await answerTo(['blame', '--no-index', ...asked], {
          cwd: history.repository.dir,
          now: () => NOW * 1000,
        });
        const ours = bytesOf(stdout).toString('latin1');
        expect([asked, exitCode, ours]).toEqual([asked, theirs === null ? 2 : 0, theirs ?? '']);
        bytes += ours.length;
        for (const word of theirs === null ? ['(refused)'] : asked.slice(0, -2)) count(word);
      },
    ),
    { numRuns: RUNS },
  );
}, 3_600_000);

function byGit(asked: readonly string[]): string | null {
  try {
    const env = { GIT_TEST_DATE_NOW: String(NOW) };
    return history.repository.gitBytes(['blame', ...asked], { env }).toString('latin1');
  } catch {
    return null;
  }
}

function count(word: string): void {
  const name = /^[0-9a-f]{40}$/.test(word)
    ? null
    : word.replace(/^\^?[0-9a-f]{40}(..)?/, 'A$1').replace(/^(-[LMC]|--since=).+/, '$1…');
  if (name !== null) seen.set(name, (seen.get(name) ?? 0) + 1);
}
