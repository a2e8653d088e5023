import { basename, dirname, join, resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import { readConfigFiles } from './config-files.js';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, typeSync } from './disk.js';
import { FileRefs } from './file-refs.js';
import type { GitConfig } from './git-config.js';
import type { Oid } from './git-objects.js';
import { ObjectDatabase } from './object-database.js';
import { type HashName, isOid } from './oid.js';
import { type ReflogEntry, type RefStore, resolveRef } from './ref-store.js';
import { ReftableRefs } from './reftable-refs.js';
import { readGrafts, readReplacements } from './stand-ins.js';

export { globalConfigFiles } from './git-config.js';
export type { ReflogEntry } from './ref-store.js';

export interface WorkTree {
  /** Absolute; its real path where it still exists. */
  readonly root: string;
  readonly gitDir: string;
}

export interface OpenOptions {
  /** Config files of system and user (`globalConfigFiles`), the most general first. The repository's own come after them. */
  readonly configFiles?: readonly string[];
  /** What `~` stands for in config files; without it includes below it are passed over. */
  readonly home?: string | null;
}

/** A repository with a work tree. Only read, never changed. */
export class Repository {
  /** Real path of the work tree's top folder. */
  readonly root: string;
  /** Real path of the work tree's own git directory; of a linked work tree: `<commonDir>/worktrees/<name>`. */
  readonly gitDir: string;
  /** Real path of the git directory that all work trees share. */
  readonly commonDir: string;
  readonly config: GitConfig;
  readonly objects: ObjectDatabase;
  /** Commits whose parents a shallow clone left out. */
  readonly shallow: ReadonlySet<Oid>;
  readonly #refs: RefStore;

  constructor(found: FoundRepository, options: OpenOptions = {}) {
    this.gitDir = found.gitDir;
    this.commonDir = found.commonDir;
    this.config = readConfig(found, options);
    this.root = workTreeRoot(found, this.config);
    const hash = hashOf(this.config, this.root);
    this.shallow = readShallow(found.commonDir);
    this.objects = new ObjectDatabase(join(found.commonDir, 'objects'), hash, this.shallow);
    const refs = openRefs(this.config, found, this.root);
    this.#refs = refs;
    const isReplacing = this.config.getBoolean('core.usereplacerefs') !== false;
    this.objects.standIn(
      () => (isReplacing ? readReplacements(refs) : new Map()),
      () => readGrafts(join(found.commonDir, 'info', 'grafts')),
    );
  }

  /** Whether objects may be missing because they were never fetched (partial clone). */
  get isPromisor(): boolean {
    return (
      this.config.get('extensions.partialclone') !== null ||
      this.config.subsections('remote').some((name) => this.config.getBoolean(`remote.${name}.promisor`) === true)
    );
  }

  /** `ref`: the full name of the branch, null when HEAD is detached. `commit`: null before the first commit. */
  head(): { ref: string | null; commit: Oid | null } {
    const { name, oid } = resolveRef(this.#refs, 'HEAD');
    return { ref: name === 'HEAD' ? null : name, commit: oid };
  }

  /** The commits that are being merged into the work tree, while the merge waits to be committed. */
  mergeHeads(): Oid[] {
    return (readLine(join(this.gitDir, 'MERGE_HEAD')) ?? '').split('\n').filter(isOid);
  }

  /** The id that a ref holds, symbolic refs followed, tags not peeled; null where there is none. @param name full */
  readRef(name: string): Oid | null {
    return resolveRef(this.#refs, name).oid;
  }

  /** Full name of what a symbolic ref such as `HEAD` finally names; the name itself where it is none. */
  followRef(name: string): string {
    return resolveRef(this.#refs, name).name;
  }

  /** All refs below `refs/` by full name, symbolic ones followed, tags not peeled; sorted by name. */
  refs(): Map<string, Oid> {
    const listed = [...this.#refs.list()].sort(([a], [b]) => (a < b ? -1 : 1));
    const refs = new Map<string, Oid>();
    for (const [name, value] of listed) {
      const oid = 'oid' in value ? value.oid : this.readRef(value.target);
      if (oid !== null) {
        refs.set(name, oid);
      }
    }
    return refs;
  }

  /** Log of a ref, oldest first; of a very long one the newest part. @param name `HEAD` or a full name */
  reflog(name = 'HEAD'): ReflogEntry[] {
    return this.#refs.reflog(name);
  }

  /** URLs of the remotes, as configured. */
  remotes(): string[] {
    return this.config.subsections('remote').flatMap((name) => this.config.getAll(`remote.${name}.url`));
  }

  /** All work trees that share this repository, the main one first. Also those whose folder is gone: sessions ran in them. */
  worktrees(): WorkTree[] {
    const main = mainWorkTree(this.commonDir, this.config);
    const linked = namesIn(join(this.commonDir, 'worktrees')).flatMap((name) => {
      const gitDir = join(this.commonDir, 'worktrees', name);
      const file = readLine(join(gitDir, 'gitdir'));
      return file === null ? [] : [{ root: real(dirname(resolve(gitDir, file))), gitDir }];
    });
    return main === null ? linked : [{ root: main, gitDir: this.commonDir }, ...linked];
  }

  /** Closes files that are held open. */
  close(): void {
    this.objects.close();
  }
}

/**
 * Opens the repository that holds a folder: the nearest `.git` upwards, a folder or a file that names one (linked work trees,
 * submodules). Bare repositories are not opened.
 * @param startDir absolute or relative; need not exist: its nearest folder that does is taken
 * @throws AiBlameError NO_REPOSITORY, UNSUPPORTED_REPOSITORY, UNREADABLE
 */
export function openRepository(startDir: string, options: OpenOptions = {}): Repository {
  const start = real(resolve(startDir));
  for (let dir = start; ; dir = dirname(dir)) {
    const found = repositoryAt(dir);
    if (found !== null) {
      return new Repository(found, options);
    }
    // Git takes such a folder for a repository of its own, wherever it lies, and looks no further up.
    if (isGitDirectory(dir)) {
      throw new AiBlameError('NO_REPOSITORY', `${startDir} is in a git repository without a work tree`);
    }
    if (dirname(dir) === dir) {
      throw new AiBlameError('NO_REPOSITORY', `${startDir} is not in a git repository with a work tree`);
    }
  }
}

/** Whether a path leads anywhere. */
export function isThere(path: string): boolean {
  return existsSync(path);
}

/** As git tells one (`is_git_directory` in its setup.c). A work tree's own `.git` is none here: who asks in it asks about the work tree. */
function isGitDirectory(dir: string): boolean {
  return (
    basename(dir) !== '.git' &&
    existsSync(join(dir, 'HEAD')) &&
    existsSync(join(dir, 'objects')) &&
    existsSync(join(dir, 'refs'))
  );
}

interface FoundRepository {
  /** The folder that holds `.git`. */
  readonly dir: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

function repositoryAt(dir: string): FoundRepository | null {
  const dotGit = join(dir, '.git');
  let stat: ReturnType<typeof typeSync>;
  try {
    stat = typeSync(dotGit);
  } catch {
    return null;
  }
  if (stat.isDirectory()) {
    return existsSync(join(dotGit, 'HEAD')) ? located(dir, dotGit) : null;
  }
  const target = /^gitdir: (.+)$/.exec(readLine(dotGit) ?? '')?.[1];
  const gitDir = target === undefined ? null : resolve(dir, target);
  if (gitDir === null || !existsSync(join(gitDir, 'HEAD'))) {
    throw new AiBlameError('NO_REPOSITORY', `${dotGit} does not name a git directory that exists`);
  }
  return located(dir, gitDir);
}

function located(dir: string, gitDir: string): FoundRepository {
  const common = readLine(join(gitDir, 'commondir'));
  return { dir, gitDir: real(gitDir), commonDir: real(common === null ? gitDir : resolve(gitDir, common)) };
}

function readConfig({ gitDir, commonDir }: FoundRepository, { configFiles = [], home = null }: OpenOptions): GitConfig {
  const own = join(commonDir, 'config');
  const branch = /^ref: refs\/heads\/(.+)$/.exec(readLine(join(gitDir, 'HEAD')) ?? '')?.[1] ?? null;
  const read = (files: string[]): GitConfig =>
    readConfigFiles({ general: configFiles, own: files, gitDir, branch, home });
  const shared = read([own]);
  return shared.getBoolean('extensions.worktreeconfig') === true
    ? read([own, join(gitDir, 'config.worktree')])
    : shared;
}

function workTreeRoot({ dir, gitDir, commonDir }: FoundRepository, config: GitConfig): string {
  const set = gitDir === commonDir ? config.get('core.worktree') : null;
  return real(set === null ? dir : resolve(gitDir, set));
}

function mainWorkTree(commonDir: string, config: GitConfig): string | null {
  const set = config.get('core.worktree');
  if (set !== null) {
    return real(resolve(commonDir, set));
  }
  return config.getBoolean('core.bare') !== true && basename(commonDir) === '.git' ? dirname(commonDir) : null;
}

function hashOf(config: GitConfig, root: string): HashName {
  const version = Number(config.get('core.repositoryformatversion') ?? 0);
  if (version > 1) {
    throw new AiBlameError('UNSUPPORTED_REPOSITORY', `${root} has repository format ${version}; 0 and 1 are known`);
  }
  const format = (config.get('extensions.objectformat') ?? 'sha1').toLowerCase();
  if (format !== 'sha1' && format !== 'sha256') {
    throw new AiBlameError('UNSUPPORTED_REPOSITORY', `${root} names objects by ${format}; sha1 and sha256 are known`);
  }
  return format;
}

function openRefs(config: GitConfig, { gitDir, commonDir }: FoundRepository, root: string): RefStore {
  const storage = (config.get('extensions.refstorage') ?? 'files').toLowerCase();
  if (storage === 'reftable') {
    return new ReftableRefs(gitDir, commonDir, hashOf(config, root));
  }
  if (storage !== 'files') {
    throw new AiBlameError(
      'UNSUPPORTED_REPOSITORY',
      `${root} keeps its refs in the format ${storage}, which cannot be read`,
    );
  }
  return new FileRefs(gitDir, commonDir);
}

function readShallow(commonDir: string): Set<Oid> {
  try {
    return new Set(readFileSync(join(commonDir, 'shallow'), 'latin1').split('\n').filter(isOid));
  } catch {
    return new Set();
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}

/** Content of a small file without the line end; null where it is none. */
function readLine(file: string): string | null {
  try {
    return statSync(file).size > 65536 ? null : readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
  } catch {
    return null;
  }
}

/** Real path; of what does not exist, the real path of its nearest folder that does, and the rest as given. */
function real(path: string): string {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    try {
      return join(realpathSync(at), ...missing);
    } catch {
      // Not there, or below a file.
    }
    if (dirname(at) === at) {
      return path;
    }
    missing.unshift(basename(at));
  }
}
