import { afterAll, describe, expect, test } from '@jest/globals';
import { blameHistory, type HistoryInput } from '../../src/blame/history/blame-history.js';
import { readIndex } from '../../src/git/index-file.js';
import { openRepository } from '../../src/git/repository.js';
import { Seeded } from '../support/edited-text.js';
import { GitRepo } from '../support/git.js';
import { type GitBlameLine, parseGitBlame } from '../support/git-blame.js';

type Files = Map<string, string[]>;

const WORDS = ['count', 'Total', 'user', 'index', 'parse', 'Render', 'état', 'cache', 'x', 'next'];

/**
 * A random history in which all lines that are written anew are different: edits, blocks that are moved, copied to other files
 * or indented, files that are made of parts of others, renames, merges, and formatting of whole files.
 */
class ReshapedHistory {
  readonly repository = new GitRepo();
  /** Every commit so far. */
  readonly commits: string[] = [];
  readonly #random: Seeded;
  readonly #branches = new Map<string, Files>();
  #number = 0;

  constructor(seed: number, commits: number) {
    this.#random = new Seeded(seed);
    const files: Files = new Map(['a.txt', 'src/b.txt', 'src/c.txt'].map((path) => [path, this.#fresh(90)]));
    this.#branches.set('main', files);
    this.#commit(files);
    for (let i = 1; i < commits; i++) this.#step();
    this.repository.git('checkout', '-q', 'main');
    for (const branch of this.#branches.keys()) if (branch !== 'main') this.#merge('main', branch);
  }

  get files(): Files {
    return this.#branches.get('main') as Files;
  }

  /** Changes of the work tree, of which some are staged. */
  leaveChanges(): void {
    const files = this.files;
    this.#reshape(files);
    this.#write(files);
    this.repository.git('add', '-A');
    this.#reshape(files);
    this.#write(files);
  }

  /** About a third of the commits. */
  someCommits(): string[] {
    return this.commits.filter(() => this.#random.below(3) === 0);
  }

  #step(): void {
    const branch = this.#random.pick([...this.#branches.keys()]);
    const files = this.#branches.get(branch) as Files;
    this.repository.git('checkout', '-q', branch);
    const kind = this.#random.below(14);
    if (kind === 0 && this.#branches.size < 3) {
      const name = `branch${this.#number++}`;
      this.repository.git('checkout', '-q', '-b', name);
      this.#branches.set(name, new Map(files));
      return;
    }
    if (kind === 1 && this.#branches.size > 1) {
      this.#merge(branch, this.#random.pick([...this.#branches.keys()].filter((other) => other !== branch)));
      return;
    }
    for (let i = this.#random.below(2); i >= 0; i--) this.#reshape(files);
    this.#commit(files);
  }

  #reshape(files: Files): void {
    const random = this.#random;
    const path = random.pick([...files.keys()]);
    const lines = [...(files.get(path) as string[])];
    const at = random.below(lines.length + 1);
    const block = lines.slice(at, at + 1 + random.below(8));
    const kind = random.below(9);
    if (kind < 2) lines.splice(at, random.below(4), ...this.#fresh(random.below(5)));
    else if (kind === 2) lines.splice(at, block.length, ...block.map((line) => `    ${line}`));
    else if (kind === 3) {
      lines.splice(at, block.length);
      lines.splice(random.below(lines.length + 1), 0, ...block);
    } else if (kind === 4) {
      const other = random.pick([...files.keys()]);
      const target = other === path ? lines : [...(files.get(other) as string[])];
      target.splice(random.below(target.length + 1), 0, ...block, ...this.#fresh(random.below(2)));
      if (random.below(2) === 0) lines.splice(at, block.length);
      if (other !== path) files.set(other, target);
    } else if (kind === 5) {
      files.set(`new${this.#number++}.txt`, [...this.#fresh(3), ...block, ...this.#fresh(2)]);
    } else if (kind === 6) {
      files.delete(path);
      files.set(`${random.pick(['', 'src/', 'deep/er/'])}r${this.#number++}.txt`, lines);
      return;
    } else lines.splice(at, lines.length, ...lines.slice(at).flatMap((line) => this.#formatted(line)));
    files.set(path, lines);
  }

  /** A line as a formatter may leave it: other white space and quotes, in two lines, or in one with a new word. */
  #formatted(line: string): string[] {
    const kind = this.#random.below(7);
    if (kind === 0) return [line.replaceAll(' ', '  ')];
    if (kind === 1) return [line.replaceAll('(', '( ').replaceAll("'", '"')];
    if (kind === 2) {
      const cut = line.indexOf(',');
      return cut < 0 ? [line] : [`${line.slice(0, cut + 1)}\n`, `      ${line.slice(cut + 1).trimStart()}`];
    }
    if (kind === 3) return [line.replace(';', `, ${this.#random.pick(WORDS)});`)];
    return kind === 4 ? [] : [line];
  }

  #fresh(count: number): string[] {
    return Array.from({ length: count }, () => {
      const [a, b, c] = [0, 0, 0].map(() => this.#random.pick(WORDS));
      const indent = '  '.repeat(this.#random.below(4));
      return `${indent}${a}.${b}${this.#random.below(1e9)}('${c}', ${this.#random.below(1e4)});\n`;
    });
  }

  #merge(into: string, from: string): void {
    const ours = this.#branches.get(into) as Files;
    const theirs = this.#branches.get(from) as Files;
    this.repository.git('merge', '-q', '--no-commit', '--no-ff', '-s', 'ours', from);
    for (const [path, lines] of theirs) {
      const mine = ours.get(path);
      if (mine === undefined || this.#random.below(3) === 0) ours.set(path, lines);
      else if (this.#random.below(2) === 0) {
        const half = this.#random.below(Math.min(mine.length, lines.length) + 1);
        ours.set(path, [...mine.slice(0, half), ...lines.slice(half)]);
      }
    }
    this.#commit(ours);
  }

  #write(files: Files): void {
    this.repository.git('rm', '-rqf', '--cached', '--ignore-unmatch', '.');
    for (const path of this.repository.git('ls-files', '-o', '-z').split('\0')) {
      if (path !== '') this.repository.write({ [path]: null });
    }
    this.repository.write(Object.fromEntries([...files].map(([path, lines]) => [path, lines.join('')])));
  }

  #commit(files: Files): void {
    this.#write(files);
    this.commits.push(this.repository.commit(`commit ${this.#number++}`));
    this.repository.clock += this.#random.pick([0, 0, -60, -90, 600]);
  }
}

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
