import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';
import { NEWER_SCHEMA, newerRow } from './newer-rows.js';

export type Json = Record<string, unknown>;

/** `files`: the JSON store of 1.1; `database`: that of 1.18; `newer`: the tables of 2. */
export type StoreKind = 'files' | 'database' | 'newer';

interface Record_ {
  readonly id: string;
  readonly created: number;
  updated: number;
  data: Json;
}

interface Message extends Record_ {
  readonly parts: Record_[];
}

/** Where a session works with a real repository, the trees of its steps are made as OpenCode makes them. */
export interface Trees {
  /** The repository. */
  readonly repo: string;
}

const PROJECT = '34f45d9db56a503044ac3f92166fcbc006170816';

/** Stores as OpenCode 1.1.53 and 1.18.33 leave them (seen of real runs; formats/opencode.md). */
export class OpenCodeScribe implements Scribe {
  readonly agent = 'opencode';
  readonly cannot: ReadonlySet<Ability>;
  readonly sessions: OpenCodeSession[] = [];
  readonly store: StoreKind;
  /** The home's folder, known before it is written where there are trees. */
  trees: (Trees & { readonly home: string }) | null;
  #made = 0;

  constructor(store: StoreKind = 'database', trees: (Trees & { readonly home: string }) | null = null) {
    this.store = store;
    this.trees = trees;
    // Undone turns are deleted with the next prompt; a database has no last line.
    this.cannot = new Set<Ability>(['user-changed', 'rewind', 'torn-line']);
  }

  session(start: SessionStart): OpenCodeSession {
    const session = new OpenCodeSession(this, start, null);
    this.sessions.push(session);
    return session;
  }

  /** 12 hex digits that rise with time, and 14 other characters. */
  id(prefix: string, at: number): string {
    this.#made++;
    const number = (BigInt(at) * 4096n + BigInt(this.#made % 4096)) & 0xffffffffffffn;
    return `${prefix}_${number.toString(16).padStart(12, '0')}${String(this.#made).padStart(14, 'x')}`;
  }

  write(home: string): void {
    if (this.store === 'files') this.#writeFiles(home);
    else if (this.store === 'newer') this.#writeNewer(join(home, 'opencode.db'));
    else this.#writeDatabase(join(home, 'opencode.db'));
  }

  get worktree(): string {
    return this.sessions[0]?.start.cwd ?? '/';
  }

  #writeFiles(home: string): void {
    const put = (path: string, value: Json): void => {
      const file = join(home, 'storage', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(value, null, 2));
    };
    rmSync(join(home, 'storage'), { recursive: true, force: true });
    put(`project/${PROJECT}.json`, { id: PROJECT, worktree: this.worktree, vcs: 'git', sandboxes: [] });
    for (const session of this.sessions) {
      const { id } = session;
      put(`session/${PROJECT}/${id}.json`, session.info());
      for (const message of session.messages) {
        put(`message/${id}/${message.id}.json`, { id: message.id, sessionID: id, ...message.data });
        for (const part of message.parts) {
          put(`part/${message.id}/${part.id}.json`, {
            id: part.id,
            sessionID: id,
            messageID: message.id,
            ...part.data,
          });
        }
      }
    }
  }

  #writeNewer(file: string): void {
    mkdirSync(dirname(file), { recursive: true });
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    const database = openDatabase(file);
    database.exec(NEWER_SCHEMA);
    const project = 'INSERT INTO project (id, worktree, time_created, time_updated, sandboxes) VALUES (?,?,?,?,?)';
    database.run(project, PROJECT, this.worktree, 0, 0, '[]');
    for (const { id, start, title, version, revert, updated, messages } of this.sessions) {
      database.run(
        'INSERT INTO session_v2 (id, project_id, parent_id, slug, directory, title, version, revert, time_created, time_updated) VALUES (?,?,?,?,?,?,?,?,?,?)',
        id,
        PROJECT,
        start.parent ?? null,
        'calm-river',
        start.cwd,
        title,
        version,
        revert === null ? null : JSON.stringify(revert),
        start.at,
        updated,
      );
      for (const [n, message] of messages.entries()) {
        const { type, data } = newerRow(message.data, message.parts);
        const values = [
          message.id,
          id,
          type,
          2 * n + 4,
          message.created,
          message.updated,
          JSON.stringify(data),
        ] as const;
        database.run('INSERT INTO session_message VALUES (?,?,?,?,?,?,?)', ...values);
      }
    }
    database.close();
  }

  #writeDatabase(file: string): void {
    mkdirSync(dirname(file), { recursive: true });
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    const database = openDatabase(file);
    database.exec(SCHEMA);
    database.run(
      'INSERT INTO project (id, worktree, vcs, time_created, time_updated, sandboxes) VALUES (?,?,?,?,?,?)',
      PROJECT,
      this.worktree,
      'git',
      0,
      0,
      '[]',
    );
    for (const session of this.sessions) {
      const { id, start } = session;
      database.run(
        'INSERT INTO session (id, project_id, parent_id, slug, directory, title, version, revert, time_created, time_updated) VALUES (?,?,?,?,?,?,?,?,?,?)',
        id,
        PROJECT,
        start.parent ?? null,
        'calm-river',
        start.cwd,
        session.title,
        session.version,
        session.revert === null ? null : JSON.stringify(session.revert),
        start.at,
        session.updated,
      );
      for (const message of session.messages) {
        // Rows of a fork keep the time of the message that they were copied from.
        const created = (message.data.time as { created: number }).created;
        const { updated, data } = message;
        const values = [message.id, id, created, updated, JSON.stringify(data)] as const;
        database.run('INSERT INTO message VALUES (?,?,?,?,?)', ...values);
        for (const part of message.parts) {
          const row = [part.id, message.id, id, part.created, part.updated, JSON.stringify(part.data)] as const;
          database.run('INSERT INTO part VALUES (?,?,?,?,?,?)', ...row);
        }
      }
    }
    database.close();
  }
}

const SCHEMA = `
CREATE TABLE project (id text PRIMARY KEY, worktree text NOT NULL, vcs text, name text, time_created integer NOT NULL,
  time_updated integer NOT NULL, sandboxes text NOT NULL);
CREATE TABLE session (id text PRIMARY KEY, project_id text NOT NULL, parent_id text, slug text NOT NULL, directory text NOT NULL,
  title text NOT NULL, version text NOT NULL, share_url text, summary_diffs text, revert text, permission text,
  time_created integer NOT NULL, time_updated integer NOT NULL, time_compacting integer, time_archived integer);
CREATE TABLE message (id text PRIMARY KEY, session_id text NOT NULL, time_created integer NOT NULL,
  time_updated integer NOT NULL, data text NOT NULL);
CREATE TABLE part (id text PRIMARY KEY, message_id text NOT NULL, session_id text NOT NULL, time_created integer NOT NULL,
  time_updated integer NOT NULL, data text NOT NULL);
CREATE INDEX message_session_idx ON message (session_id);
CREATE INDEX part_session_idx ON part (session_id);
PRAGMA journal_mode = WAL;
`;

interface PlainDatabase {
  exec(sql: string): void;
  run(sql: string, ...values: readonly (string | number | null)[]): void;
  close(): void;
}

/** SQLite by the package that tests have. */
function openDatabase(file: string): PlainDatabase {
  const Database = createRequire(import.meta.url)('libsql') as new (
    path: string,
  ) => { exec(sql: string): void; prepare(sql: string): { run(values: readonly unknown[]): void }; close(): void };
  const database = new Database(file);
  return {
    exec: (sql) => database.exec(sql),
    run: (sql, ...values) => database.prepare(sql).run(values),
    close: () => database.close(),
  };
}

export class OpenCodeSession implements SessionScribe {
  readonly scribe: OpenCodeScribe;
  readonly start: SessionStart;
  readonly messages: Message[] = [];
  title = 'A short title';
  revert: Json | null = null;
  updated: number;
  #model: string;
  #calls = 0;
  /** The tree of the last step's end. */
  #tree: string | null = null;

  /** @param copied messages of the session that this one was forked from. */
  constructor(scribe: OpenCodeScribe, start: SessionStart, copied: readonly Message[] | null) {
    this.scribe = scribe;
    this.start = start;
    this.updated = start.at;
    this.#model = start.model;
    for (const message of copied ?? []) this.messages.push(this.#copyOf(message));
  }

  get id(): string {
    return this.start.id;
  }

  get version(): string {
    return { files: '1.1.53', database: '1.18.33', newer: '2.0.3' }[this.scribe.store];
  }

  info(): Json {
    const { id, start, title, version, updated, revert } = this;
    const time = { created: start.at, updated };
    const more = { ...(start.parent === undefined ? {} : { parentID: start.parent }), ...(revert ? { revert } : {}) };
    return { id, slug: 'calm-river', version, projectID: PROJECT, directory: start.cwd, title, ...more, time };
  }

  #copyOf(message: Message): Message {
    const { at } = this.start;
    const copied = { created: at, updated: at };
    return {
      ...copied,
      id: this.scribe.id('msg', at),
      data: message.data,
      parts: message.parts.map(({ data }) => ({ ...copied, id: this.scribe.id('prt', at), data })),
    };
  }

  says(prompt: string, at: number): void {
    const model = { providerID: 'stub', modelID: this.#model };
    const data = { role: 'user', time: { created: at }, summary: { diffs: [] }, agent: 'build', model };
    const message = { id: this.scribe.id('msg', at), created: at, updated: at, data, parts: [] as Record_[] };
    message.parts.push({
      id: this.scribe.id('prt', at),
      created: at,
      updated: at,
      data: { type: 'text', text: prompt },
    });
    this.messages.push(message);
    // What the person did since the last step is in the tree that the next one begins with.
    this.#tree = this.takeTree();
  }

  model(name: string): void {
    this.#model = name;
  }

  /** The person's message of the turn. */
  prompt(): Message {
    const found = this.messages.findLast(({ data }) => data.role === 'user');
    if (found === undefined) throw new Error('Nothing was said yet');
    return found;
  }

  /** One step: a message of the model with some calls, which end at `at`. */
  step(
    at: number,
    parts: readonly Json[],
    options: { finished?: boolean; start?: string; error?: Json; begun?: number } = {},
  ): Message {
    const { finished = true } = options;
    const begun = options.begun ?? at - 400;
    const parent = this.messages.findLast(({ data }) => data.role === 'user')?.id ?? null;
    const data: Json = {
      role: 'assistant',
      time: finished ? { created: begun, completed: at + 20 } : { created: begun },
      parentID: parent,
      modelID: this.#model,
      providerID: 'stub',
      mode: 'build',
      path: { cwd: this.start.cwd, root: this.start.cwd },
      cost: 0,
      tokens: { input: 10, output: 5, reasoning: 0, cache: { read: 0, write: 0 } },
      ...(finished ? { finish: parts.length > 0 ? 'tool-calls' : 'stop' } : {}),
      ...(options.error === undefined ? {} : { error: options.error }),
    };
    const message: Message = { id: this.scribe.id('msg', begun), created: begun, updated: at + 20, data, parts: [] };
    const add = (time: number, part: Json): void => {
      message.parts.push({ id: this.scribe.id('prt', time), created: time, updated: time, data: part });
    };
    const before = options.start ?? this.#tree;
    add(begun + 100, { type: 'step-start', ...(before === null ? {} : { snapshot: before }) });
    for (const part of parts) add(begun + 150, part);
    if (finished) {
      this.#tree = this.takeTree();
      const snapshot = this.#tree === null ? {} : { snapshot: this.#tree };
      add(at + 10, { type: 'step-finish', reason: 'tool-calls', ...snapshot, cost: 0, tokens: {} });
      if (this.#tree !== null && before !== null && before !== this.#tree) {
        add(at + 12, { type: 'patch', hash: before, files: this.changedBetween(before, this.#tree) });
      }
    }
    this.messages.push(message);
    this.updated = at + 20;
    return message;
  }

  /** The tree of the work tree as it is now, in OpenCode's own git directory. */
  takeTree(): string | null {
    const { trees } = this.scribe;
    if (trees === null) return null;
    this.#git('add', '--all', '.');
    return this.#git('write-tree').trim();
  }

  /** Where trees are kept: the folder of 1.1, or that of a work tree below it. */
  get gitDir(): string {
    const { trees, store } = this.scribe;
    const folder = join(trees?.home ?? '', 'snapshot', PROJECT);
    return store === 'files'
      ? folder
      : join(
          folder,
          createHash('sha1')
            .update(trees?.repo ?? '')
            .digest('hex'),
        );
  }

  changedBetween(from: string, to: string): string[] {
    const names = this.#git('diff-tree', '-r', '--name-only', '-z', from, to)
      .split('\0')
      .filter((name) => name !== '');
    return names.map((name) => join(this.start.cwd, name));
  }

  #git(...args: string[]): string {
    const { trees, store } = this.scribe;
    const repo = trees?.repo ?? '';
    const run = (...all: string[]): string =>
      execFileSync('git', all, { cwd: repo, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/nonexistent' } });
    mkdirSync(dirname(this.gitDir), { recursive: true });
    run('init', '-q', '--bare', this.gitDir);
    if (store !== 'files') {
      writeFileSync(join(this.gitDir, 'objects', 'info', 'alternates'), `${join(repo, '.git', 'objects')}\n`);
    }
    return run('--git-dir', this.gitDir, '--work-tree', repo, ...args);
  }

  /** A call of a tool as its part holds it. */
  call(tool: string, input: Json, state: Json, at: number, id?: string): Json {
    const callID = id ?? `call_${this.id.slice(0, 12)}_${++this.#calls}`;
    const time = state.status === 'running' ? { start: at - 50 } : { start: at - 50, end: at };
    return { type: 'tool', callID, tool, state: { input, ...state, time } };
  }

  changes(change: ScribedChange): void {
    this.step(change.at, [this.#done(change)]);
  }

  #done(change: ScribedChange): Json {
    const { path, before, after, at, call } = change;
    if (after === null) {
      const input = { patchText: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` };
      const old = this.scribe.store === 'files' ? { before: before ?? '', after: '' } : { patch: '' };
      const files = [{ filePath: path, relativePath: path, type: 'delete', ...old, additions: 0, deletions: 1 }];
      return this.call('apply_patch', input, { ...COMPLETED, metadata: { diff: '', files } }, at, call);
    }
    if (before === null || change.by === 'content') {
      const metadata = { diagnostics: {}, filepath: path, exists: before !== null, truncated: false };
      return this.call('write', { filePath: path, content: after }, { ...COMPLETED, metadata }, at, call);
    }
    const { oldString, newString } = smallest(before, after);
    const sides = this.scribe.store === 'files' ? { before, after } : { patch: 'Index: …' };
    const metadata = { diff: 'Index: …', filediff: { file: path, ...sides, additions: 1, deletions: 1 } };
    return this.call('edit', { filePath: path, oldString, newString }, { ...COMPLETED, metadata }, at, call);
  }

  /** The record of a change that did not come to pass. */
  #refused(change: ScribedChange, state: Json): void {
    const input = { filePath: change.path, content: change.after ?? '' };
    this.step(change.at, [this.call('write', input, state, change.at, change.call)]);
  }

  rejected(change: ScribedChange): void {
    const error = 'The user rejected permission to use this specific tool call.';
    this.#refused(change, { status: 'error', error });
  }

  failed(change: ScribedChange): void {
    const error = `Error: You must read file ${change.path} before overwriting it. Use the Read tool first`;
    this.#refused(change, { status: 'error', error });
  }

  aborted(change: ScribedChange): void {
    const input = { filePath: change.path, content: change.after ?? '' };
    const call = this.call('write', input, { status: 'running' }, change.at, change.call);
    this.step(change.at, [call], { finished: false });
  }

  amended(): void {
    throw new Error('OpenCode lets nobody change a proposal');
  }

  withheld(change: ScribedChange): void {
    const { oldString, newString } = smallest(change.before ?? '', change.after ?? '');
    const input = { filePath: change.path, oldString, newString };
    const metadata = { filediff: { file: change.path, patch: 'Index: …', additions: 1, deletions: 1 } };
    this.step(change.at, [this.call('edit', input, { ...COMPLETED, metadata }, change.at, change.call)]);
  }

  moves(from: string, to: string, content: string, at: number): void {
    const [first = ''] = content.split('\n');
    const patchText = `*** Begin Patch\n*** Update File: ${from}\n*** Move to: ${to}\n@@\n ${first}\n*** End Patch`;
    const sides = this.scribe.store === 'files' ? { before: content, after: content } : { patch: '' };
    const files = [{ filePath: from, relativePath: to, type: 'move', ...sides, movePath: to }];
    this.step(at, [this.call('apply_patch', { patchText }, { ...COMPLETED, metadata: { diff: '', files } }, at)]);
  }

  reads(path: string, content: string, at: number): void {
    const lines = content.replace(/\n$/, '').split('\n');
    const shown = lines.map((line, n) => `${n + 1}: ${line}`).join('\n');
    const end = `(End of file - total ${lines.length} lines)`;
    const output = `<path>${path}</path>\n<type>file</type>\n<content>\n${shown}\n\n${end}\n</content>`;
    this.step(at, [
      this.call('read', { filePath: path }, { ...COMPLETED, output, metadata: { truncated: false } }, at),
    ]);
  }

  runs(command: string, exitCode: number, at: number): void {
    const metadata = { output: '', exit: exitCode, description: 'Runs it', truncated: false };
    const input = { command, description: 'Runs it' };
    this.step(at, [this.call('bash', input, { ...COMPLETED, output: '', metadata }, at)]);
  }

  /** Told by the session until the next prompt deletes the messages. */
  rewinds(turns: number, at: number): void {
    const said = this.messages.filter(({ data }) => data.role === 'user').slice(-turns);
    this.revert = { messageID: said[0]?.id, snapshot: this.#tree ?? undefined, diff: '' };
    this.updated = at;
  }

  unknown(at: number): void {
    this.step(at, [{ type: 'thing-of-2031', value: 1 }]);
  }

  torn(): void {
    throw new Error('A database has no last line');
  }

  replay(id: string, at: number): OpenCodeSession {
    const copy = new OpenCodeSession(this.scribe, { ...this.start, id, at }, this.messages);
    copy.title = `${this.title} (fork #1)`;
    this.scribe.sessions.push(copy);
    return copy;
  }
}

const COMPLETED = { status: 'completed', output: 'ok', title: 'done' };

/** The lines that differ, with as many around them as make the old text stand once. */
function smallest(before: string, after: string): { oldString: string; newString: string } {
  const [old, young] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < Math.min(old.length, young.length) && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, young.length) - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  for (; head > 0 || tail > 0; head = Math.max(0, head - 1), tail = Math.max(0, tail - 1)) {
    const oldString = old.slice(head, old.length - tail).join('\n');
    if (oldString !== '' && before.split(oldString).length === 2) {
      return { oldString, newString: young.slice(head, young.length - tail).join('\n') };
    }
  }
  return { oldString: before, newString: after };
}
