import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blameFile } from '../../src/app/blame-file.js';
import { EVERY_EDIT, listEdits } from '../../src/app/list-edits.js';
import type { Env } from '../../src/env.js';
import type { BlameResult, EditsResult } from '../../src/model/blame-result.js';
import type { Evidence } from '../../src/model/evidence.js';
import { blameJson } from '../../src/render/blame-json.js';
import { editsJson } from '../../src/render/edits-json.js';
import { ALONE, NO_PATIENCE } from '../cli/fake-env.js';
import { GitRepo } from './git.js';
import { type SessionOptions, WorldSession } from './world-session.js';

export { WorldSession };

type EditsOptions = Pick<BlameOptions, 'homes' | 'movedFrom' | 'variables' | 'directory'>;

/**
 * A small world with a real repository and real trace files, as Codex 0.77 leaves them: sessions, turns, ghost commits made as
 * Codex makes them, patches and commands. What a patch or a command does to files is said by the test, not worked out.
 */
export class CodexWorld {
  readonly base = mkdtempSync(join(tmpdir(), 'ai-blame-world-'));
  readonly repo: GitRepo;
  readonly home = join(this.base, 'codex');
  /** Milliseconds since 1970; each record moves it on by a second. */
  clock = Date.UTC(2026, 0, 1, 12);
  #sessions = 0;

  /** @param initArguments for `git init`. */
  constructor(initArguments: readonly string[] = []) {
    this.repo = new GitRepo(join(this.base, 'repo'), initArguments);
    mkdirSync(this.home, { recursive: true });
  }

  /** A person's edit of the work tree. */
  write(files: Record<string, string | Buffer | null>): void {
    this.tick();
    this.repo.write(files);
  }

  /** A person's use of git, at the world's time. */
  git(...args: string[]): string {
    return this.gitIn(this.repo, ...args);
  }

  /** The same in another repository or work tree. */
  gitIn(repo: GitRepo, ...args: string[]): string {
    return this.#atWorldTime(repo, () => repo.git(...args));
  }

  /** A person's commit of everything. */
  commit(message: string, files: Record<string, string | Buffer | null> = {}): string {
    return this.commitIn(this.repo, message, files);
  }

  commitIn(repo: GitRepo, message: string, files: Record<string, string | Buffer | null> = {}): string {
    return this.#atWorldTime(repo, () => repo.commit(message, files));
  }

  /** A repository below the world's folder; `initArguments` as in `GitRepo`. */
  another(name: string, initArguments: readonly string[] | null = []): GitRepo {
    return new GitRepo(join(this.base, name), initArguments);
  }

  #atWorldTime<T>(repo: GitRepo, act: () => T): T {
    this.tick(5000);
    repo.clock = Math.floor(this.clock / 1000);
    const result = act();
    this.tick(5000);
    return result;
  }

  tick(milliseconds = 1000): string {
    this.clock += milliseconds;
    return new Date(this.clock).toISOString();
  }

  session(options: SessionOptions = {}): WorldSession {
    this.#sessions++;
    return new WorldSession(this, this.#sessions, options);
  }

  /**
   * The commit that Codex's ghost of the work tree is (formats/codex.md, 10.3).
   * @param folder that it covers, relative to the root; the rest is as in HEAD.
   * @param leftOut paths that it does not take in.
   */
  ghost(repo: GitRepo = this.repo, folder = '.', leftOut: readonly string[] = []): string {
    const env = {
      GIT_INDEX_FILE: join(this.base, 'ghost-index'),
      GIT_AUTHOR_NAME: 'Codex Snapshot',
      GIT_AUTHOR_EMAIL: 'snapshot@codex.local',
      GIT_COMMITTER_NAME: 'Codex Snapshot',
      GIT_COMMITTER_EMAIL: 'snapshot@codex.local',
    };
    const git = (...args: string[]): string => repo.gitBytes(args, { env }).toString().trim();
    const head = this.head(repo);
    rmSync(env.GIT_INDEX_FILE, { force: true });
    if (head !== null) git('read-tree', 'HEAD');
    git('add', '--all', '--', folder, ...leftOut.map((path) => `:(exclude)${path}`));
    repo.clock = Math.floor(this.clock / 1000);
    return git('commit-tree', git('write-tree'), ...(head === null ? [] : ['-p', head]), '-m', 'codex snapshot');
  }

  head(repo: GitRepo = this.repo): string | null {
    try {
      return repo.git('rev-parse', '--verify', '-q', 'HEAD').trim();
    } catch {
      return null;
    }
  }

  env(variables: Record<string, string> = {}): Env {
    const nowhere = { write: async () => {}, isTTY: false, columns: null };
    return {
      cwd: this.repo.dir,
      home: join(this.base, 'home'),
      variables: { CODEX_HOME: this.home, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...variables },
      now: () => this.clock,
      platform: 'linux',
      patience: () => NO_PATIENCE,
      ...ALONE,
      stdout: nowhere,
      stderr: nowhere,
    };
  }

  /** What `--json` prints for a file, read again. */
  blame(file: string, options: BlameOptions = {}): BlameResult {
    const request = {
      file,
      revision: options.revision ?? null,
      minEvidence: options.minEvidence ?? 'inferred',
      ranges: [],
      place: {
        directory: options.directory ?? this.repo.dir,
        homes: { codex: options.homes ?? [] },
        movedFrom: options.movedFrom ?? [],
      },
    };
    const { result } = blameFile(request, this.env(options.variables), { update: () => {}, end: () => {} });
    return JSON.parse(blameJson(result)) as BlameResult;
  }

  /** Each line as `text ← who`; who is `alias#turn evidence` for an agent, else the origin. */
  who(file: string, options: BlameOptions = {}): string[] {
    const { lines, edits } = this.blame(file, options);
    return lines.map(({ text, origin, edit }) => {
      const record = edit === null ? undefined : edits[edit];
      if (record === undefined) return `${text} ← ${origin}`;
      return `${text} ← ${aliasOf(record.session)}#${record.turn?.index} ${record.evidence}`;
    });
  }

  /** What `edits --json` prints, read again. */
  edits(
    paths: string[] = [],
    { homes = [], movedFrom = [], variables = {}, directory = this.repo.dir }: EditsOptions = {},
  ): EditsResult {
    const place = { directory, homes: { codex: homes }, movedFrom };
    const request = { paths, place, filter: EVERY_EDIT };
    const result = listEdits(request, this.env(variables), { update: () => {}, end: () => {} });
    return JSON.parse(editsJson(result)) as EditsResult;
  }

  /** Each edit as `alias#turn action path evidence +added -removed`. */
  editLines(paths: string[] = [], options: EditsOptions = {}): string[] {
    return this.edits(paths, options).edits.map(
      ({ session, turn, action, path, previousPath, evidence, added, removed }) =>
        `${aliasOf(session)}#${turn?.index} ${action} ${previousPath === null ? '' : `${previousPath} → `}${path} ${evidence} +${added} -${removed}`,
    );
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

interface BlameOptions {
  readonly revision?: string;
  readonly minEvidence?: Evidence;
  readonly movedFrom?: string[];
  readonly directory?: string;
  readonly homes?: string[];
  readonly variables?: Record<string, string>;
}

function aliasOf(id: string): string {
  return `s${Number(id.slice(0, 8))}`;
}
