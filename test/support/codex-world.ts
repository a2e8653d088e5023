import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blameFile } from '../../src/app/blame-file.js';
import { listEdits } from '../../src/app/list-edits.js';
import type { Env } from '../../src/env.js';
import type { BlameResult, EditsResult } from '../../src/model/blame-result.js';
import type { Evidence } from '../../src/model/evidence.js';
import { GitRepo } from './git.js';

type Json = Record<string, unknown>;

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
  write(files: Record<string, string | null>): void {
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
  commit(message: string, files: Record<string, string | null> = {}): string {
    return this.commitIn(this.repo, message, files);
  }

  commitIn(repo: GitRepo, message: string, files: Record<string, string | null> = {}): string {
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

  /** The commit that Codex's ghost of the work tree is (formats/codex.md, 10.3). */
  ghost(repo: GitRepo = this.repo): string {
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
    git('add', '--all');
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
      stdout: nowhere,
      stderr: nowhere,
    };
  }

  blame(file: string, options: BlameOptions = {}): BlameResult {
    const request = {
      file,
      revision: options.revision ?? null,
      minEvidence: options.minEvidence ?? 'inferred',
      ranges: [],
      place: {
        directory: options.directory ?? this.repo.dir,
        homes: { codex: [] },
        movedFrom: options.movedFrom ?? [],
      },
    };
    return blameFile(request, this.env(), { update: () => {}, end: () => {} }).result;
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

  edits(paths: string[] = []): EditsResult {
    const filter = {
      agents: [],
      models: [],
      sessions: [],
      turns: [],
      since: null,
      until: null,
      evidence: [],
      actions: [],
    };
    const place = { directory: this.repo.dir, homes: { codex: [] }, movedFrom: [] };
    return listEdits({ paths, place, filter }, this.env(), { update: () => {}, end: () => {} });
  }

  /** Each edit as `alias#turn action path evidence +added -removed`. */
  editLines(paths: string[] = []): string[] {
    return this.edits(paths).edits.map(
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
}

export interface SessionOptions {
  readonly model?: string | null;
  readonly version?: string;
  /** Whether turns take ghosts. */
  readonly ghosts?: boolean;
  /** As recorded; the repository's folder where not given. */
  readonly cwd?: string;
  /** Where it works; the world's repository where not given. */
  readonly repo?: GitRepo;
  readonly git?: { commit_hash?: string; branch?: string; repository_url?: string };
}

function aliasOf(id: string): string {
  return `s${Number(id.slice(0, 8))}`;
}

export class WorldSession {
  readonly id: string;
  readonly path: string;
  readonly world: CodexWorld;
  readonly options: SessionOptions;
  readonly lines: string[] = [];
  readonly ghosts: string[] = [];
  #calls = 0;
  model: string | null;

  constructor(world: CodexWorld, number: number, options: SessionOptions) {
    this.world = world;
    this.options = options;
    this.model = options.model === undefined ? 'gpt-demo' : options.model;
    this.id = `${String(number).padStart(8, '0')}-0000-7000-8000-000000000000`;
    const time = world.tick();
    this.path = join(world.home, 'sessions/2026/01/01', `rollout-2026-01-01T12-00-00-${this.id}.jsonl`);
    this.record('session_meta', {
      id: this.id,
      timestamp: time,
      cwd: this.cwd,
      originator: 'codex_cli_rs',
      cli_version: options.version ?? '0.77.0',
      source: 'cli',
      model_provider: 'openai',
      ...(options.git === undefined ? {} : { git: options.git }),
    });
  }

  get cwd(): string {
    return this.options.cwd ?? this.repo.dir;
  }

  get repo(): GitRepo {
    return this.options.repo ?? this.world.repo;
  }

  /** Begins a turn: the person's message, the turn's context, and a ghost where the session takes them. */
  turn(prompt: string, options: { model?: string; ghost?: boolean } = {}): this {
    if (options.model !== undefined) this.model = options.model;
    this.item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] });
    this.record('event_msg', { type: 'user_message', message: prompt, images: [] });
    if (this.model !== null) {
      this.record('turn_context', { cwd: this.cwd, approval_policy: 'never', model: this.model, summary: 'auto' });
    }
    if (options.ghost ?? this.options.ghosts ?? true) this.takeGhost();
    return this;
  }

  takeGhost(): string {
    const id = this.world.ghost(this.repo);
    this.ghosts.push(id);
    this.item({
      type: 'ghost_snapshot',
      ghost_commit: {
        id,
        parent: this.world.head(this.repo),
        preexisting_untracked_files: [],
        preexisting_untracked_dirs: [],
      },
    });
    return id;
  }

  /** A patch by the freeform tool, and what it made of the files. */
  patch(body: string, files: Record<string, string | null>, output = 'Success. Updated the following files:\n'): this {
    const call = this.call();
    const input = `*** Begin Patch\n${body}\n*** End Patch`;
    this.item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input });
    this.repo.write(files);
    const exit = output.startsWith('Success') ? 0 : 1;
    const text = JSON.stringify({ output, metadata: { exit_code: exit, duration_seconds: 0.1 } });
    this.item({ type: 'custom_tool_call_output', call_id: call, output: text });
    return this;
  }

  /** A shell command, and what it made of the files. */
  shell(command: string, files: Record<string, string | null> = {}, exit = 0): this {
    const call = this.call();
    this.item({
      type: 'function_call',
      name: 'shell_command',
      arguments: JSON.stringify({ command, workdir: this.cwd }),
      call_id: call,
    });
    this.repo.write(files);
    this.item({
      type: 'function_call_output',
      call_id: call,
      output: `Exit code: ${exit}\nWall time: 0.1 seconds\nOutput:\n`,
    });
    return this;
  }

  say(text: string): this {
    this.item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });
    return this;
  }

  call(): string {
    this.#calls++;
    return `call_${this.id.slice(0, 8)}_${this.#calls}`;
  }

  item(payload: Json): void {
    this.record('response_item', payload);
  }

  record(type: string, payload: Json): void {
    this.lines.push(JSON.stringify({ timestamp: this.world.tick(), type, payload }));
    this.save();
  }

  save(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, `${this.lines.join('\n')}\n`);
  }
}
