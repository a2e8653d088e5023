import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { adapters } from '../../../src/agents/registry.js';
import { blameFile } from '../../../src/app/blame-file.js';
import { foundSessions } from '../../../src/app/found-sessions.js';
import { EVERY_EDIT, listEdits } from '../../../src/app/list-edits.js';
import { transcribeSession } from '../../../src/app/transcribe-session.js';
import type { Env } from '../../../src/env.js';
import type { AgentEvent } from '../../../src/model/agent-event.js';
import type { BlameResult, EditsResult } from '../../../src/model/blame-result.js';
import type { TraceSource } from '../../../src/model/session.js';
import type { TranscriptResult } from '../../../src/model/transcript.js';
import type { TranscriptItem } from '../../../src/model/transcript-item.js';
import { ALONE, NO_PATIENCE } from '../../cli/fake-env.js';
import { GitRepo } from '../../support/git.js';
import type { Scribe, SessionScribe } from '../scribe.js';

const QUIET = { update: () => {}, end: () => {} };

/** A real repository, and traces of one agent that a scribe writes: what happens to files is said here, and told there. */
export class ToldWorld {
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'ai-blame-told-')));
  readonly repo = new GitRepo(join(this.base, 'repo'));
  readonly home = join(this.base, 'home');
  readonly scribe: Scribe;
  /** Milliseconds since 1970: rises by a second with everything that happens. */
  clock = Date.UTC(2026, 0, 1, 12);
  readonly #aliases = new Map<string, string>();
  #sessions = 0;

  constructor(scribe: Scribe) {
    this.scribe = scribe;
    this.repo.clock = this.clock / 1000 - 3600;
  }

  tick(): number {
    this.clock += 1000;
    return this.clock;
  }

  path(name: string): string {
    return join(this.repo.dir, name);
  }

  /** What a file holds; null: it is not there. */
  content(name: string): string | null {
    try {
      return readFileSync(this.path(name), 'utf8');
    } catch {
      return null;
    }
  }

  /** A person's edit. */
  write(name: string, content: string | null): void {
    this.tick();
    if (content === null) rmSync(this.path(name));
    else {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), content);
    }
  }

  commit(files: Record<string, string>): void {
    this.repo.commit('A commit', files);
  }

  session(options: { model?: string; parent?: Told } = {}): Told {
    const { model = 'model-one', parent } = options;
    this.#sessions++;
    const id = `0000000${this.#sessions}-1111-4111-8111-111111111111`;
    this.#aliases.set(id, `s${this.#sessions}`);
    const start = { id, cwd: this.repo.dir, at: this.tick(), model };
    return new Told(this, this.scribe.session(parent === undefined ? start : { ...start, parent: parent.id }), id);
  }

  adopt(scribe: SessionScribe, id: string): Told {
    this.#aliases.set(id, `s${++this.#sessions}`);
    return new Told(this, scribe, id);
  }

  blame(name: string): BlameResult {
    this.scribe.write(this.home);
    const place = { directory: this.repo.dir, homes: { [this.#adapterId]: [this.home] }, movedFrom: [] };
    return blameFile({ file: name, revision: null, minEvidence: 'inferred', ranges: [], place }, this.env(), QUIET)
      .result;
  }

  /** Each line as `text ← s1#turn model evidence`, or `text ← origin`. */
  who(name: string): string[] {
    const { lines, edits } = this.blame(name);
    return lines.map(({ text, origin, edit }) => {
      const record = edit === null ? undefined : edits[edit];
      if (record === undefined) return `${text} ← ${origin}`;
      const model = this.scribe.cannot.has('model') ? '' : ` ${record.model}`;
      return `${text} ← ${this.#alias(record.session)}#${record.turn?.index}${model} ${record.evidence}`;
    });
  }

  edits(): EditsResult {
    this.scribe.write(this.home);
    const place = { directory: this.repo.dir, homes: { [this.#adapterId]: [this.home] }, movedFrom: [] };
    return listEdits({ paths: [], place, filter: EVERY_EDIT }, this.env(), QUIET);
  }

  /** Each edit as `s1#turn action path`. */
  editLines(): string[] {
    return this.edits().edits.map(({ session, turn, action, path, previousPath }) => {
      return `${this.#alias(session)}#${turn?.index} ${action} ${previousPath === null ? '' : `${previousPath} → `}${path}`;
    });
  }

  sources(): readonly TraceSource[] {
    this.scribe.write(this.home);
    return foundSessions(this.adapter, [this.home]).sources;
  }

  /** Events of all traces, read without any repository. */
  events(): AgentEvent[] {
    return this.sources().flatMap((source) => this.adapter.read(source).events);
  }

  transcript(session: string): Promise<TranscriptResult> {
    this.scribe.write(this.home);
    const place = { directory: this.base, homes: { [this.#adapterId]: [this.home] }, movedFrom: [] };
    const form = { turns: [], full: false, reasoning: false, redacted: true };
    return transcribeSession({ place, session, ...form }, this.env(), QUIET);
  }

  /** What the transcripts of all traces say, in order: messages, calls, and what became of them. */
  said(): string[] {
    return this.items().flatMap((item) => {
      if (item.kind === 'message') return `person: ${item.text}`;
      if (item.kind === 'call') return item.command === null ? 'call' : `call: ${item.command}`;
      return item.kind === 'result' ? item.status : [];
    });
  }

  /** Items of the transcripts of all traces. */
  items(): TranscriptItem[] {
    this.scribe.write(this.home);
    const { adapter } = this;
    const items: TranscriptItem[] = [];
    for (const source of foundSessions(adapter, [this.home]).sources) {
      adapter.transcript(source, (item) => items.push(item));
    }
    return items;
  }

  get adapter() {
    const found = adapters().find(({ id }) => id === this.#adapterId);
    if (found === undefined) throw new Error(`no adapter ${this.#adapterId}`);
    return found;
  }

  get #adapterId(): string {
    return this.scribe.agent.replace(/:.*/, '');
  }

  env(): Env {
    const nowhere = { write: async () => {}, isTTY: false, columns: null };
    return {
      cwd: this.repo.dir,
      home: join(this.base, 'nobody'),
      variables: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      now: () => this.clock,
      platform: 'linux',
      patience: () => NO_PATIENCE,
      ...ALONE,
      stdout: nowhere,
      stderr: nowhere,
    };
  }

  /** A session's id as the agent's traces spell it may have more around it (sub-agents). */
  #alias(id: string): string {
    for (const [known, alias] of this.#aliases) if (id === known || id.includes(known)) return alias;
    return id;
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** One session: changes the files, and has them told. */
export class Told {
  readonly #world: ToldWorld;
  readonly scribe: SessionScribe;
  readonly id: string;

  constructor(world: ToldWorld, scribe: SessionScribe, id: string) {
    this.#world = world;
    this.scribe = scribe;
    this.id = id;
  }

  says(prompt: string): this {
    this.scribe.says(prompt, this.#world.tick());
    return this;
  }

  model(name: string): this {
    this.scribe.model(name);
    return this;
  }

  change(name: string, after: string | null, by: 'content' | 'edit' = 'edit'): this {
    const change = this.#change(name, after, by);
    this.#world.write(name, after);
    this.scribe.changes({ ...change, at: this.#world.tick() });
    return this;
  }

  withheld(name: string, after: string): this {
    const change = this.#change(name, after, 'edit');
    this.#world.write(name, after);
    this.scribe.withheld({ ...change, at: this.#world.tick() });
    return this;
  }

  amended(name: string, proposed: string, after: string): this {
    const change = this.#change(name, after, 'content');
    this.#world.write(name, after);
    this.scribe.amended({ ...change, proposed, at: this.#world.tick() });
    return this;
  }

  /** Not done: the file stays as it is. */
  notDone(how: 'rejected' | 'failed' | 'aborted', name: string, after: string): this {
    this.scribe[how](this.#change(name, after, 'edit'));
    return this;
  }

  moves(from: string, to: string): this {
    const content = this.#world.content(from) ?? '';
    this.#world.write(from, null);
    this.#world.write(to, content);
    this.scribe.moves(this.#world.path(from), this.#world.path(to), content, this.#world.tick());
    return this;
  }

  reads(name: string): this {
    this.scribe.reads(this.#world.path(name), this.#world.content(name) ?? '', this.#world.tick());
    return this;
  }

  runs(command: string, files: Record<string, string | null> = {}, exitCode = 0): this {
    for (const [name, content] of Object.entries(files)) this.#world.write(name, content);
    this.scribe.runs(command, exitCode, this.#world.tick());
    return this;
  }

  #change(name: string, after: string | null, by: 'content' | 'edit') {
    const before = this.#world.content(name);
    const at = this.#world.tick();
    return { path: this.#world.path(name), before, after, at, by: before === null ? ('content' as const) : by };
  }
}
