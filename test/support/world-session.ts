import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CodexWorld } from './codex-world.js';
import type { GitRepo } from './git.js';
import { zstdStored } from './zstd-stored.js';

type Json = Record<string, unknown>;
type Files = Record<string, string | Buffer | null>;

export interface SessionOptions {
  readonly model?: string | null;
  readonly version?: string;
  /** Whether turns take ghosts. */
  readonly ghosts?: boolean;
  /** As recorded; the repository's folder where not given. */
  readonly cwd?: string;
  /** Where it works; the world's repository where not given. */
  readonly repo?: GitRepo;
  /** The folder that its ghosts cover, relative to the root. */
  readonly folder?: string;
  readonly git?: { commit_hash?: string; branch?: string; repository_url?: string };
  /** Where its file lies in the home; as Codex does where not given. */
  readonly file?: string;
  /** The home that its file lies in; the world's where not given. */
  readonly home?: string;
  /** More of its `session_meta`. */
  readonly meta?: Json;
  /** Turns have ids and ends (0.100 on). */
  readonly tasks?: boolean;
  /** Records are numbered, and items tell what older releases told by events (0.148 on). */
  readonly paginated?: boolean;
}

/** What a structured record says of a patch. */
interface Told {
  readonly status: 'completed' | 'failed' | 'declined';
  /** By absolute path. */
  readonly changes: Json;
}

export class WorldSession {
  readonly id: string;
  path: string;
  /** Of the turn under way, where turns have ids. */
  turnId: string | null = null;
  readonly world: CodexWorld;
  readonly options: SessionOptions;
  readonly lines: string[] = [];
  readonly ghosts: string[] = [];
  #calls = 0;
  #turns = 0;
  /** How many of the lines are in the file. */
  #saved = 0;
  model: string | null;

  constructor(world: CodexWorld, number: number, options: SessionOptions) {
    this.world = world;
    this.options = options;
    this.model = options.model === undefined ? 'gpt-demo' : options.model;
    this.id = `${String(number).padStart(8, '0')}-0000-7000-8000-000000000000`;
    const time = world.tick();
    const file = options.file ?? `sessions/2026/01/01/rollout-2026-01-01T12-00-00-${this.id}.jsonl`;
    this.path = join(options.home ?? world.home, file);
    this.record('session_meta', {
      id: this.id,
      timestamp: time,
      cwd: this.cwd,
      originator: 'codex_cli_rs',
      cli_version: options.version ?? '0.77.0',
      source: 'cli',
      model_provider: 'openai',
      ...(options.git === undefined ? {} : { git: options.git }),
      ...(options.paginated ? { history_mode: 'paginated' } : {}),
      ...options.meta,
    });
  }

  get cwd(): string {
    return this.options.cwd ?? join(this.repo.dir, this.options.folder ?? '');
  }

  get repo(): GitRepo {
    return this.options.repo ?? this.world.repo;
  }

  /** Begins a turn: the person's message, the turn's context, and a ghost where the session takes them. */
  turn(prompt: string, options: { model?: string; ghost?: boolean } = {}): this {
    if (options.model !== undefined) this.model = options.model;
    if (this.options.tasks ?? this.options.paginated) this.#begin();
    this.item({ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] });
    if (this.options.paginated) {
      this.completed({
        type: 'UserMessage',
        id: `item-${this.lines.length}`,
        content: [{ type: 'text', text: prompt }],
      });
    } else {
      this.record('event_msg', { type: 'user_message', message: prompt, images: [] });
    }
    const turn = this.turnId === null ? {} : { turn_id: this.turnId };
    if (this.model !== null) {
      this.record('turn_context', {
        cwd: this.cwd,
        approval_policy: 'never',
        model: this.model,
        summary: 'auto',
        ...turn,
      });
    }
    if (options.ghost ?? this.options.ghosts ?? true) this.takeGhost();
    return this;
  }

  /** Ends the turn, where turns have ends (0.100 on). */
  end(): this {
    if (this.turnId !== null) this.record('event_msg', { type: 'task_complete', turn_id: this.turnId });
    return this;
  }

  #begin(): void {
    this.#turns++;
    // As UUIDs of version 7 are in the order of their times: after the session's own, before the next session's.
    this.turnId = `${this.id.slice(0, 8)}-${String(this.#turns).padStart(4, '0')}-7000-9000-000000000000`;
    this.record('event_msg', { type: 'task_started', turn_id: this.turnId, model_context_window: 1 });
  }

  /** @param left what the ghost does not take in; it is listed where Codex lists it. */
  takeGhost(left: { files?: string[]; dirs?: string[] } = {}): string {
    const { files = [], dirs = [] } = left;
    const id = this.world.ghost(this.repo, this.options.folder, [...files, ...dirs]);
    this.ghosts.push(id);
    this.item({
      type: 'ghost_snapshot',
      ghost_commit: {
        id,
        parent: this.world.head(this.repo),
        preexisting_untracked_files: files,
        preexisting_untracked_dirs: dirs,
      },
    });
    return id;
  }

  /**
   * A patch by the freeform tool, and what it made of the files.
   * @param told what the structured record says, where there is one.
   */
  patch(
    body: string,
    files: Files,
    output = 'Success. Updated the following files:\n',
    told: Told | null = null,
  ): this {
    const call = this.call();
    const input = `*** Begin Patch\n${body}\n*** End Patch`;
    this.item({ type: 'custom_tool_call', status: 'completed', call_id: call, name: 'apply_patch', input });
    this.repo.write(files);
    if (told !== null) this.tell(call, told);
    const exit = output.startsWith('Success') ? 0 : 1;
    const text = JSON.stringify({ output, metadata: { exit_code: exit, duration_seconds: 0.1 } });
    this.item({ type: 'custom_tool_call_output', call_id: call, output: text });
    return this;
  }

  /** The structured record of a patch (formats/codex.md, 7). */
  tell(call: string, { status, changes }: Told): void {
    const turn = this.turnId === null ? {} : { turn_id: this.turnId };
    if (this.options.paginated) this.completed({ type: 'FileChange', id: call, changes, status });
    else {
      const success = status === 'completed';
      this.record('event_msg', { type: 'patch_apply_end', call_id: call, ...turn, success, changes, status });
    }
  }

  completed(item: Json): void {
    this.record('event_msg', { type: 'item_completed', thread_id: this.id, turn_id: this.turnId, item });
  }

  /** A call of a function, its result, and what it made of the files. */
  function(name: string, args: Json, files: Files, output: string): this {
    const call = this.call();
    this.item({ type: 'function_call', name, arguments: JSON.stringify(args), call_id: call });
    this.repo.write(files);
    this.item({ type: 'function_call_output', call_id: call, output });
    return this;
  }

  /** A shell command, and what it made of the files. */
  shell(command: string, files: Files = {}, exit = 0): this {
    const output = `Exit code: ${exit}\nWall time: 0.1 seconds\nOutput:\n`;
    return this.function('shell_command', { command, workdir: this.cwd }, files, output);
  }

  /** `/undo`: the files are restored from the last ghost (formats/codex.md, 10.7). */
  undo(files: Files): this {
    this.repo.write(files);
    const message = `Undo restored snapshot ${this.ghosts.at(-1)?.slice(0, 7)}.`;
    this.record('event_msg', { type: 'undo_completed', success: true, message });
    return this;
  }

  /** The last turns are taken out of the conversation; the files stay (formats/codex.md, 12). */
  rollBack(turns: number): this {
    this.record('event_msg', { type: 'thread_rolled_back', num_turns: turns });
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
    const ordinal = this.options.paginated ? { ordinal: this.lines.length } : {};
    this.lines.push(JSON.stringify({ timestamp: this.world.tick(), ...ordinal, type, payload }));
    const more = this.lines.slice(this.#saved).map((line) => `${line}\n`);
    this.#saved = this.lines.length;
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, more.join(''));
  }

  /** Takes the history of another session over, as a fork does: its lines, written now. */
  copyFrom(parent: WorldSession, milliseconds = 0): this {
    for (const line of parent.lines) {
      this.world.tick(milliseconds);
      const timestamp = new Date(this.world.clock).toISOString();
      this.lines.push(JSON.stringify({ ...JSON.parse(line), timestamp }));
    }
    this.save();
    return this;
  }

  /** Puts the file into another place of the home, compressed where its name says so. */
  moveTo(file: string): void {
    rmSync(this.path);
    this.path = join(this.options.home ?? this.world.home, file);
    this.save();
  }

  /** Writes the file anew. */
  save(): void {
    const text = this.lines.map((line) => `${line}\n`).join('');
    this.#saved = this.lines.length;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, this.path.endsWith('.zst') ? zstdStored(text) : text);
  }
}
