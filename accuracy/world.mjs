import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newLine, Origins, Texts, textOf } from './lines.mjs';
import { Repository } from './repository.mjs';
import { Windows } from './windows.mjs';

/**
 * A real repository and real traces, and beside them the truth: which line object stands where. Actions change both; at the end
 * `check` holds them against each other.
 */
export class World {
  /** Path → line objects, of the work tree. */
  files = new Map();
  /** Commit → path → line objects. */
  commits = new Map();
  sessions = [];
  windows = new Windows();
  origins = new Origins();
  /** Ghost id → `{ files, lost }`. */
  ghosts = new Map();
  /** Changes by patches: `{ session, turn, path, action }`. */
  patched = [];
  /** What happened, in words. */
  story = [];
  /** Branches and stashes there are. */
  branches = [];
  stashes = 0;
  created = 0;
  /** Paths that agents' actions changed. */
  agentPaths = new Set();

  /**
   * @param base an empty folder
   * @param repeated whether half of the lines are blank, braces and the like
   */
  constructor(base, repeated) {
    this.base = base;
    this.home = join(base, 'codex');
    mkdirSync(this.home, { recursive: true });
    this.repo = new Repository(join(base, 'repo'));
    this.repo.init();
    this.other = null;
    this.clock = Date.UTC(2026, 0, 5, 9);
    this.texts = new Texts(repeated);
    this.repeated = repeated;
  }

  tick(milliseconds = 700) {
    this.clock += milliseconds;
    return this.clock;
  }

  get seconds() {
    return Math.floor(this.clock / 1000);
  }

  tell(text) {
    this.story.push(text);
  }

  lines(random, count, writer) {
    return this.origins.note(
      Array.from({ length: count }, () => newLine(this.texts.next(random), { ...writer, at: this.windows.now })),
    );
  }

  line(text, writer) {
    return this.origins.note([newLine(text, { ...writer, at: this.windows.now })])[0];
  }

  /** Gives a file a new content; null removes it. */
  set(path, lines) {
    if (lines === null) {
      this.files.delete(path);
      this.repo.remove(path);
    } else {
      this.place(path, lines);
      this.files.set(path, lines);
      this.repo.write(path, textOf(lines));
    }
  }

  /** Notes the file that new lines were written into. */
  place(path, lines) {
    for (const { writer } of lines) writer.path ??= path;
  }

  renamed(from, to) {
    this.windows.renamed(from, to);
    if (this.agentPaths.has(from)) this.agentPaths.add(to);
  }

  paths(filter = () => true) {
    return [...this.files.keys()].filter(filter).sort();
  }

  newPath(random, folders = ['', 'src/', 'pkg/', 'docs/']) {
    this.created++;
    return `${random.pick(folders)}new${this.created}.js`;
  }

  /** A person's use of git, some seconds away from everything else. Returns what `act` returns. */
  atWholeSecond(act) {
    this.clock = Math.ceil((this.clock + 2000) / 1000) * 1000;
    const result = act(this.seconds);
    this.tick(2000);
    return result;
  }

  head() {
    return this.repo.head();
  }

  headFiles() {
    return this.commits.get(this.head()) ?? new Map();
  }

  /** Learns the lines of a commit that was made of what is known. */
  learn(commit, repository = this.repo, pools = []) {
    if (commit === null || this.commits.has(commit)) return;
    const files = new Map();
    for (const [path, text] of repository.committed(commit)) {
      files.set(path, this.origins.resolve(text, [this.files.get(path), ...pools.map((pool) => pool.get(path))]));
    }
    this.commits.set(commit, files);
  }

  /**
   * git has changed the work tree: reads what is there now.
   * @param pools trees (path → lines) that the contents can have come from
   */
  reread(by, ...pools) {
    const before = this.files;
    this.files = new Map();
    for (const path of this.repo.files()) {
      const text = this.repo.read(path);
      const own = before.get(path);
      if (own !== undefined && textOf(own) === text) this.files.set(path, own);
      else this.files.set(path, this.origins.resolve(text, [own, ...pools.map((pool) => pool.get(path))]));
      if (own === undefined || textOf(own) !== text) this.windows.touched(by, path);
    }
  }

  /** Another repository, with files of the same names, where some sessions work. */
  foreign() {
    if (this.elsewhere === undefined) {
      this.elsewhere = new Repository(join(this.base, 'elsewhere'), 'Ada');
      this.elsewhere.init();
      this.elsewhere.write('a.js', 'elsewhere();\n');
      this.elsewhere.git(this.seconds, 'add', '-A');
      this.elsewhere.git(this.seconds, 'commit', '-qm', 'Elsewhere');
    }
    return this.elsewhere;
  }

  /** What `git gc` does to snapshots after two weeks. */
  loseSnapshots() {
    this.repo.git(this.seconds, 'prune', '--expire=now');
    for (const ghost of this.ghosts.values()) ghost.lost = true;
    this.tell('snapshots so far are pruned');
  }

  /** Whether the truth is what is on disk; a difference is a bug of the simulator. */
  check() {
    const onDisk = this.repo.files();
    const known = this.paths();
    if (onDisk.join('\n') !== known.join('\n')) throw new Error(`files differ: ${onDisk} / ${known}`);
    for (const path of known) {
      if (this.repo.read(path) !== textOf(this.files.get(path))) throw new Error(`content of ${path} differs`);
    }
  }
}
