import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EditorHomes } from './editor-trace.mjs';
import { LINE_ENDS } from './line-ends.mjs';
import { newLine, Origins, Texts, textOf } from './lines.mjs';
import { Repository } from './repository.mjs';
import { SCRIBES } from './scribes.mjs';
import { UntoldMoves } from './untold-moves.mjs';
import { Windows } from './windows.mjs';

/** A work tree: its files (path → line objects), and what happened to them. */
class WorkTree {
  windows = new Windows();

  constructor(name, repo, files) {
    this.name = name;
    this.repo = repo;
    this.files = files;
  }
}

/**
 * A real repository and real traces, and beside them the truth: which line object stands where. Actions change both; at the end
 * `check` holds them against each other.
 */
export class World {
  /** Commit → path → line objects. */
  commits = new Map();
  sessions = [];
  origins = new Origins();
  /** Ghost id → `{ files, lost }`. */
  ghosts = new Map();
  /** Changes by patches: `{ session, turn, path, action }`. */
  patched = [];
  /** What happened, in words. */
  story = [];
  /** Sessions at work, by number. */
  live = new Map();
  /** Branches there are. */
  branches = [];
  created = 0;
  untoldMoves = new UntoldMoves();
  /** Paths that agents' actions changed. */
  agentPaths = new Set();
  /** Where the repository lay before, as far as the command is told. */
  movedFrom = [];

  /**
   * @param base an empty folder
   * @param options.repeated whether half of the lines are blank, braces and the like
   * @param options.tellsMoved false: the command is not told where the repository lay before
   * @param options.lineEnds null, or how lines with CR LF come about: a key of LINE_ENDS
   */
  constructor(base, { repeated, lineEnds = null, tellsMoved = true }) {
    this.base = base;
    this.home = join(base, 'codex');
    mkdirSync(this.home, { recursive: true });
    const repo = new Repository(join(base, 'repo'));
    repo.init();
    this.editors = new EditorHomes(base, SCRIBES);
    this.lineEnds = lineEnds;
    this.tellsMoved = tellsMoved;
    if (lineEnds !== null) {
      repo.storesEnds = lineEnds === 'crlf';
      LINE_ENDS[lineEnds](repo);
    }
    /** The work trees by name; '' is the repository's own, `linked` one beside it. */
    this.trees = new Map([['', new WorkTree('', repo, new Map())]]);
    /** The one that is worked in. */
    this.tree = this.trees.get('');
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

  get repo() {
    return this.tree.repo;
  }

  get files() {
    return this.tree.files;
  }

  get windows() {
    return this.tree.windows;
  }

  /** The repository's own work tree. */
  get main() {
    return this.trees.get('');
  }

  /** Does something in a work tree. */
  inTree(name, act) {
    const before = this.tree;
    this.tree = name === 'linked' ? this.#linked() : this.main;
    try {
      return act();
    } finally {
      this.tree = before;
    }
  }

  /** A linked work tree, on a branch of its own. */
  #linked() {
    const known = this.trees.get('linked');
    if (known !== undefined) return known;
    const { repo } = this.main;
    const dir = join(this.base, 'linked');
    this.tree = this.main;
    this.atWholeSecond((time) => repo.git(time, 'worktree', 'add', '-q', '-b', 'linked', dir));
    const linked = new Repository(dir);
    const files = new Map(this.commits.get(repo.head()));
    const tree = new WorkTree('linked', linked, files);
    this.trees.set('linked', tree);
    this.branches.push('linked');
    this.tell('a person adds a linked work tree on a branch of its own');
    return tree;
  }

  /** The person moves the repository to another folder. */
  moveRepository() {
    const { repo } = this.main;
    const target = join(this.base, 'moved here', 'work');
    mkdirSync(dirname(target), { recursive: true });
    renameSync(repo.dir, target);
    if (this.tellsMoved) this.movedFrom.push(repo.dir);
    repo.dir = target;
    for (const session of this.live.values()) session.moveTo(target);
    this.tell('a person moves the repository to another folder');
  }

  lines(random, count, writer) {
    return this.origins.note(
      Array.from({ length: count }, () => newLine(this.texts.next(random), this.stamped(writer))),
    );
  }

  line(text, writer) {
    return this.origins.note([newLine(text, this.stamped(writer))])[0];
  }

  /** A writer with the place of the writing among the events of its work tree. */
  stamped(writer) {
    return { ...writer, at: this.windows.now, ...(this.tree.name === '' ? {} : { tree: this.tree.name }) };
  }

  /**
   * Gives a file a new content; null removes it.
   * @param end how new lines end, '\r' or ''; left out: as the others of the file do
   */
  set(path, lines, end = this.usualEnd(path)) {
    if (lines === null) {
      this.files.delete(path);
      this.repo.remove(path);
    } else {
      this.place(path, lines);
      this.files.set(path, lines);
      this.repo.writeLines(path, lines, end);
    }
  }

  /** How most lines of a file end; a new one of a person's ends as the world's do. */
  usualEnd(path) {
    const known = this.files.get(path) ?? [];
    if (this.lineEnds === null) return '';
    const count = known.filter((line) => this.repo.endOf(line) === '\r').length;
    return known.length === 0 || count * 2 > known.length ? '\r' : '';
  }

  /** Notes the file that new lines were written into. */
  place(path, lines) {
    for (const { writer } of lines) writer.path ??= path;
  }

  renamed(from, to) {
    this.windows.renamed(from, to);
    if (this.agentPaths.has(from)) this.agentPaths.add(to);
    this.untoldMoves.renamed(this.tree.name, from, to);
  }

  /** A patch moves a file, of which commits and snapshots show what it was. */
  movedByPatch(from, to, after) {
    const snapshots = [...this.ghosts].map(([ghost, { files }]) => ({ ghost, lines: files.get(from) }));
    const last = snapshots.findLast(({ ghost }) => !this.ghosts.get(ghost).lost);
    const shown = [{ ghost: null, lines: this.headFiles().get(from) }, last].filter(
      (each) => each?.lines !== undefined,
    );
    this.untoldMoves.add(this.tree.name, from, to, this.files.get(from), after, shown);
  }

  /** Something that stays on disk holds these files of the work tree. @param ghost null: not a snapshot */
  shows(files, ghost = null) {
    const { stash } = this.tree;
    this.untoldMoves.look(this.tree.name, ghost, files, (path) => this.files.has(path) && stash === undefined);
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
    if (repository === this.repo) this.shows(files);
  }

  /**
   * git has changed the work tree: reads what is there now.
   * @param pools trees (path → lines) that the contents can have come from
   */
  reread(by, ...pools) {
    const before = this.files;
    this.tree.files = new Map();
    for (const path of this.repo.files()) {
      const text = this.repo.read(path);
      const own = before.get(path);
      if (own !== undefined && textOf(own) === text) this.files.set(path, own);
      else this.files.set(path, this.origins.resolve(text, [own, ...pools.map((pool) => pool.get(path))]));
      if (own === undefined || textOf(own) !== text) this.windows.touched(by, path);
      this.repo.noteEnds(path, this.files.get(path));
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
    for (const name of this.trees.keys()) this.inTree(name, () => this.#checkTree());
  }

  #checkTree() {
    const onDisk = this.repo.files();
    const known = this.paths();
    if (onDisk.join('\n') !== known.join('\n')) throw new Error(`files differ: ${onDisk} / ${known}`);
    for (const path of known) {
      if (this.repo.read(path) !== textOf(this.files.get(path))) throw new Error(`content of ${path} differs`);
    }
  }
}
