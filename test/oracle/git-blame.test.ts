import { afterAll, describe, expect, test } from '@jest/globals';
import { blameHistory } from '../../src/blame/history/blame-history.js';
import { openRepository } from '../../src/git/repository.js';
import { codeLine, edited, Seeded } from '../support/edited-text.js';
import { GitRepo } from '../support/git.js';
import { type GitBlameLine, parseGitBlame } from '../support/git-blame.js';

interface Flavour {
  readonly name: string;
  /** Different lines in the stock; few make many equal lines. */
  readonly variety: number;
  readonly seeds: readonly number[];
  readonly commits: number;
}

/**
 * A random history of two files on up to three branches: edits, merges with the other side's lines, renames with and
 * without edits, deletions and returns, commits of the same second and with clocks that go back.
 */
class RandomHistory {
  readonly repository = new GitRepo();
  readonly #random: Seeded;
  readonly #variety: number;
  /** The files of each branch. */
  readonly #branches = new Map<string, Map<string, string[]>>();
  #number = 0;

  constructor(seed: number, flavour: Flavour) {
    this.#random = new Seeded(seed);
    this.#variety = flavour.variety;
    const files = new Map(['a.txt', 'src/b.txt'].map((path) => [path, this.#text(this.#random.pick([8, 60, 150]))]));
    this.#branches.set('main', files);
    this.#commit(files);
    for (let i = 1; i < flavour.commits; i++) this.#step();
    this.repository.git('checkout', '-q', 'main');
    for (const branch of this.#branches.keys()) if (branch !== 'main') this.#merge('main', branch);
  }

  /** The files at the end. */
  get paths(): string[] {
    return [...(this.#branches.get('main') as Map<string, string[]>).keys()];
  }

  #step(): void {
    const branch = this.#random.pick([...this.#branches.keys()]);
    const files = this.#branches.get(branch) as Map<string, string[]>;
    this.repository.git('checkout', '-q', branch);
    const kind = this.#random.below(12);
    if (kind === 0 && this.#branches.size < 3) {
      const name = `branch${this.#number++}`;
      this.repository.git('checkout', '-q', '-b', name);
      this.#branches.set(name, new Map(files));
    } else if (kind === 1 && this.#branches.size > 1) {
      this.#merge(branch, this.#random.pick([...this.#branches.keys()].filter((other) => other !== branch)));
    } else if (kind === 2) {
      this.#rename(files);
    } else if (kind === 3 && files.size > 1) {
      files.delete(this.#random.pick([...files.keys()]));
      this.#commit(files);
    } else {
      const path = this.#random.pick([...files.keys()]);
      files.set(path, this.#edited(files.get(path) as string[]));
      if (this.#random.below(5) === 0) files.set(`new${this.#number}.txt`, this.#text(20));
      this.#commit(files);
    }
  }

  #rename(files: Map<string, string[]>): void {
    const path = this.#random.pick([...files.keys()]);
    const lines = files.get(path) as string[];
    files.delete(path);
    const folder = this.#random.pick(['', 'src/', 'deep/er/']);
    const name = this.#random.below(2) === 0 ? path.slice(path.lastIndexOf('/') + 1) : `r${this.#number}.txt`;
    files.set(folder + name, this.#random.below(2) === 0 ? lines : this.#edited(lines));
    this.#commit(files);
  }

  /** Merges a branch: of every file one side's lines, or both sides' in turns. */
  #merge(into: string, from: string): void {
    const ours = this.#branches.get(into) as Map<string, string[]>;
    const theirs = this.#branches.get(from) as Map<string, string[]>;
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

  #edited(lines: readonly string[]): string[] {
    return edited(this.#random, lines, this.#random.pick([1, 2, 6]), this.#variety);
  }

  #text(count: number): string[] {
    return Array.from({ length: count }, () => codeLine(this.#random, this.#variety));
  }

  #commit(files: Map<string, string[]>): void {
    this.repository.git('rm', '-rqf', '--ignore-unmatch', '.');
    this.repository.write(Object.fromEntries([...files].map(([path, lines]) => [path, lines.join('')])));
    this.repository.commit(`commit ${this.#number++}`);
    this.repository.clock += this.#random.pick([0, 0, -60, -90, 600]);
  }
}

/** Lines compared and lines that differ, in all tests: the figure that is printed. */
const agreement = { lines: 0, different: 0 };

afterAll(() => {
  const share = 100 * (1 - agreement.different / agreement.lines);
  process.stdout.write(`git blame: ${agreement.lines} lines compared, ${share.toFixed(3)} % agree\n`);
});

const FLAVOURS: readonly Flavour[] = [
  { name: 'lines that are all different', variety: 1_000_000_000, seeds: [11, 12, 13, 14], commits: 40 },
  { name: 'many equal lines', variety: 40, seeds: [21, 22, 23, 24], commits: 40 },
];

describe('git blame as oracle: commit, path, line, boundary and previous of every line', () => {
  for (const flavour of FLAVOURS) {
    test.each(flavour.seeds)(`${flavour.name}, seed %i`, (seed) => {
      const { repository, paths } = new RandomHistory(seed, flavour);
      try {
        const { objects, shallow } = openRepository(repository.dir);
        const start = repository.git('rev-parse', 'HEAD').trim();
        for (const path of paths) {
          for (const firstParent of [false, true]) {
            const flags = firstParent ? ['--first-parent'] : [];
            const output = repository.gitBytes(['blame', '--line-porcelain', ...flags, 'HEAD', '--', path]);
            const expected = parseGitBlame(output);
            const { lines, missing } = blameHistory({ objects, start, path, shallow, firstParent });
            count(lines, expected);
            expect({ path, firstParent, lines, missing }).toEqual({ path, firstParent, lines: expected, missing: [] });
          }
        }
      } finally {
        repository.remove();
      }
    });
  }
});

function count(lines: readonly GitBlameLine[], expected: readonly GitBlameLine[]): void {
  agreement.lines += expected.length;
  expected.forEach((line, i) => {
    if (JSON.stringify(lines[i]?.commit) !== JSON.stringify(line.commit) || lines[i]?.line !== line.line) {
      agreement.different++;
    }
  });
}
