import { afterAll, describe, expect, test } from '@jest/globals';
import { blameHistory, type HistoryInput } from '../../src/blame/history/blame-history.js';
import { readIndex } from '../../src/git/index-file.js';
import { openRepository } from '../../src/git/repository.js';
import { GitRepo } from '../support/git.js';
import { type GitBlameLine, parseGitBlame } from '../support/git-blame.js';
import { ReshapedHistory } from '../support/reshaped-history.js';

interface Variant {
  readonly name: string;
  readonly flags: (history: ReshapedHistory) => string[];
  /** Compared for the work tree too. */
  readonly inWorkTree?: boolean;
}

const VARIANTS: readonly Variant[] = [
  { name: '-w', flags: () => ['-w'], inWorkTree: true },
  { name: '-M', flags: () => ['-M'] },
  { name: '-M50', flags: () => ['-M50'] },
  { name: '-C', flags: () => ['-C'], inWorkTree: true },
  { name: '-C -C', flags: () => ['-C', '-C'] },
  { name: '-C -C -C', flags: () => ['-C', '-C', '-C'], inWorkTree: true },
  { name: '-M60 -C10', flags: () => ['-M60', '-C10'] },
  { name: '-w -M', flags: () => ['-w', '-M'] },
  { name: '-w -C -C', flags: () => ['-w', '-C', '-C'] },
  { name: '--ignore-rev', flags: (history) => ignored(history), inWorkTree: true },
  { name: '-w --ignore-rev', flags: (history) => ['-w', ...ignored(history)] },
  { name: '-C --ignore-rev', flags: (history) => ['-C', ...ignored(history)] },
];

function ignored(history: ReshapedHistory): string[] {
  return history.someCommits().flatMap((commit) => ['--ignore-rev', commit]);
}

/** Our options for git's flags. */
function optionsOf(flags: readonly string[]): Partial<HistoryInput> {
  const scores = (letter: string) => flags.filter((flag) => flag.startsWith(letter)).map((flag) => flag.slice(2));
  const [moves] = scores('-M');
  const copies = scores('-C');
  return {
    ignoreWhitespace: flags.includes('-w'),
    moves: moves === undefined ? null : Number(moves || 20),
    copies: copies.length === 0 ? null : { level: copies.length as 1 | 2 | 3, score: Number(copies[0] || 40) },
    ignoreRevs: new Set(flags.filter((_, i) => flags[i - 1] === '--ignore-rev')),
  };
}

interface Agreement {
  lines: number;
  same: number;
  /** Lines that the options give to another commit than without them. */
  changed: number;
}

const agreement = new Map<string, Agreement>();

afterAll(() => {
  for (const [name, { lines, same, changed }] of agreement) {
    const share = ((100 * same) / lines).toFixed(3);
    process.stdout.write(`git blame ${name}: ${lines} lines, ${share} % agree; ${changed} differ from plain blame\n`);
  }
});

const key = ({ commit, path, line }: GitBlameLine): string => `${commit} ${path} ${line}`;

function count(name: string, ours: readonly GitBlameLine[], gits: readonly GitBlameLine[], plain: string[]): void {
  const sum = agreement.get(name) ?? { lines: 0, same: 0, changed: 0 };
  agreement.set(name, sum);
  sum.lines += gits.length;
  gits.forEach((line, i) => {
    if (ours[i] !== undefined && key(ours[i]) === key(line)) sum.same++;
    if (plain[i] !== key(line)) sum.changed++;
  });
}

describe('git blame as oracle of -w, -M, -C and --ignore-rev, on lines that are all different when they are written', () => {
  test.each([101, 102, 104, 105])('seed %i', (seed) => {
    const history = new ReshapedHistory(seed, 25);
    const { repository } = history;
    const askGit = (flags: readonly string[], path: string) =>
      parseGitBlame(repository.gitBytes(['blame', '--line-porcelain', ...flags, '--', path]));
    try {
      const { objects, gitDir } = openRepository(repository.dir);
      const start = repository.git('rev-parse', 'HEAD').trim();
      const committed = [...history.files.keys()];
      const compare = (path: string, contents: Buffer | null) => {
        const revision = contents === null ? ['HEAD'] : [];
        const plain = askGit(revision, path).map(key);
        for (const { name, flags, inWorkTree } of VARIANTS) {
          if (contents !== null && inWorkTree !== true) continue;
          const given = flags(history);
          const expected = askGit([...given, ...revision], path);
          const staged = () => new Map(readIndex(gitDir, 'sha1').map((entry) => [entry.path, entry]));
          const more = contents === null ? {} : { contents, staged };
          const { lines, missing } = blameHistory({ objects, start, path, ...more, ...optionsOf(given) });
          count(name, lines, expected, plain);
          expect({ path, given, lines, missing }).toEqual({ path, given, lines: expected, missing: [] });
        }
      };
      for (const path of committed) compare(path, null);
      history.leaveChanges();
      const known = repository.git('ls-files').split('\n');
      for (const [path, lines] of history.files) {
        if (known.includes(path)) compare(path, Buffer.from(lines.join('')));
      }
    } finally {
      repository.remove();
    }
  });
});

describe('git blame as oracle of --ignore-rev, where lines that are no ASCII are rewritten', () => {
  test('arrows with a letter behind each', () => {
    const repository = new GitRepo();
    try {
      const arrows = (seed: number, count: number): string =>
        Array.from({ length: count }, (_, n) => {
          const letter = (k: number): string => 'abcdefghij'[(n * n * 3 + seed * k * k + n * k) % 10] as string;
          return `→${letter(1)}→${letter(2)}→${letter(3)}→${letter(4)}\n`;
        }).join('');
      for (let seed = 1; seed <= 7; seed++) {
        repository.commit(`before ${seed}`, { f: arrows(seed, 40) });
        const rewritten = repository.commit(`after ${seed}`, { f: arrows(seed + 5, 36 + seed) });
        const asked = ['blame', '--line-porcelain', '--ignore-rev', rewritten, rewritten, '--', 'f'];
        const { objects } = openRepository(repository.dir);
        const { lines } = blameHistory({ objects, start: rewritten, path: 'f', ignoreRevs: new Set([rewritten]) });
        expect({ seed, lines }).toEqual({ seed, lines: parseGitBlame(repository.gitBytes(asked)) });
      }
    } finally {
      repository.remove();
    }
  });
});
