import { Seeded } from './edited-text.js';
import { GitRepo } from './git.js';

type Files = Map<string, string[]>;

const WORDS = ['count', 'Total', 'user', 'index', 'parse', 'Render', 'état', 'cache', 'x', 'next'];

/**
 * A random history in which all lines that are written anew are different: edits, blocks that are moved, copied to other files
 * or indented, files that are made of parts of others, renames, merges, and formatting of whole files.
 */
export class ReshapedHistory {
  readonly repository = new GitRepo();
  /** Every commit so far. */
  readonly commits: string[] = [];
  readonly #random: Seeded;
  readonly #isLinear: boolean;
  readonly #branches = new Map<string, Files>();
  #number = 0;

  /** @param options.isLinear without branches and renames. */
  constructor(seed: number, commits: number, options: { isLinear?: boolean } = {}) {
    this.#random = new Seeded(seed);
    this.#isLinear = options.isLinear ?? false;
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
    if (kind === 0 && this.#branches.size < 3 && !this.#isLinear) {
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
    } else if (kind === 6 && !this.#isLinear) {
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
