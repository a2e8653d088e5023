import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Ability, Scribe, ScribedChange, SessionScribe, SessionStart } from '../scribe.js';

/** Writes conversations as the editor keeps them since 3.12. */
export class CursorScribe implements Scribe {
  readonly agent = 'cursor';
  // Moves are commands; nothing tells of rewinds; rows of a database are whole or not there.
  readonly cannot = new Set<Ability>(['rename', 'user-changed', 'rewind', 'sub-agent', 'torn-line']);
  readonly composers: Composer[] = [];
  /** Whole texts by their digests. */
  readonly contents = new Map<string, string>();
  /** Rows of the table that workspaces use, too. */
  readonly items: Record<string, string> = {};
  /** SQL that makes more tables. */
  tables = '';

  session(start: SessionStart): Composer {
    const composer = new Composer(this, start);
    this.composers.push(composer);
    return composer;
  }

  /** @returns the key that an edit names it by. */
  keep(text: string): string {
    const key = contentKey(text);
    if (text !== '') this.contents.set(key, text);
    return key;
  }

  write(home: string): void {
    const rows = new Map<string, string>(this.contents);
    for (const composer of this.composers) for (const [key, value] of composer.rows()) rows.set(key, value);
    writeDatabase(join(home, 'globalStorage'), rows, this.items, this.tables);
  }
}

/** The key that a text has by its digest. */
export function contentKey(text: string): string {
  return `composer.content.${createHash('sha256').update(text).digest('hex')}`;
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: string[]): void };
  close(): void;
}

/** Lays a database out that holds these rows. @param items rows of the table that workspaces use. @param tables SQL. */
export function writeDatabase(
  folder: string,
  rows: ReadonlyMap<string, string>,
  items: Readonly<Record<string, string>> = {},
  tables = '',
): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'state.vscdb');
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  const Database = createRequire(import.meta.url)('libsql') as new (file: string) => Database;
  const database = new Database(file);
  database.exec('CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
  database.exec('CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
  const insert = database.prepare('INSERT INTO cursorDiskKV VALUES (?, ?)');
  for (const [key, value] of rows) insert.run(key, value);
  const item = database.prepare('INSERT INTO ItemTable VALUES (?, ?)');
  for (const [key, value] of Object.entries(items)) item.run(key, value);
  database.exec(tables);
  database.close();
}

type Bubble = Record<string, unknown> & { bubbleId: string; type: number };

/** One conversation. */
export class Composer implements SessionScribe {
  id: string;
  /** What its row has more, or otherwise. */
  more: Record<string, unknown> = {};
  readonly bubbles: Bubble[] = [];
  readonly times = new Map<string, unknown>();
  readonly #scribe: CursorScribe;
  readonly #start: SessionStart;
  #model: string;
  #calls = 0;

  constructor(scribe: CursorScribe, start: SessionStart) {
    this.#scribe = scribe;
    this.#start = start;
    this.#model = start.model;
    this.id = start.id;
  }

  bubble(at: number, type: number, more: object): void {
    const bubbleId = `${this.#start.id}-b${this.bubbles.length + 1}`;
    this.bubbles.push({ bubbleId, type, text: '', ...more });
    this.times.set(bubbleId, new Date(at).toISOString());
  }

  says(prompt: string, at: number): void {
    this.bubble(at, 1, { text: prompt });
  }

  model(name: string): void {
    this.#model = name;
  }

  /** @param data beside name and call id, `params` and `result` as objects. */
  call(
    at: number,
    name: string,
    data: { params?: object; rawArgs?: object; result?: object; [key: string]: unknown },
    id?: string,
  ): void {
    this.#calls++;
    const { params, rawArgs, result, ...rest } = data;
    const json = (value: object | undefined): object => (value === undefined ? {} : { value: JSON.stringify(value) });
    const texts = Object.entries({ params, rawArgs, result }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, (json(value) as { value: string }).value] as const],
    );
    const toolFormerData = {
      tool: 38,
      name,
      toolCallId: id ?? `tool_${this.#start.id}_${this.#calls}`,
      status: 'completed',
      ...Object.fromEntries(texts),
      ...rest,
    };
    this.bubble(at, 2, { capabilityType: 15, modelInfo: { modelName: this.#model }, toolFormerData });
  }

  changes(change: ScribedChange): void {
    this.#edit(change, { status: 'completed' });
  }

  #edit({ path, before, after, at, call }: ScribedChange, more: object, result?: object): void {
    const params = { relativeWorkspacePath: path };
    if (after === null) {
      this.call(at, 'delete_file', { params, result: {}, ...more }, call);
      return;
    }
    const ids = {
      beforeContentId: this.#scribe.keep(before ?? ''),
      afterContentId: this.#scribe.keep(after),
      ...(before === null ? { fileWasCreated: true } : {}),
    };
    this.call(at, 'edit_file_v2', { params, result: result ?? ids, ...more }, call);
  }

  rejected(change: ScribedChange): void {
    this.#edit(change, { status: 'completed', userDecision: 'rejected' });
  }

  failed(change: ScribedChange): void {
    this.#edit(change, { status: 'error', error: '{"clientVisibleErrorMessage":"It did not fit"}' }, {});
  }

  aborted(change: ScribedChange): void {
    this.#edit(change, { status: 'cancelled' });
  }

  amended(): void {
    throw new Error('The editor does not tell what a person changed');
  }

  /** As older releases: only the lines that were changed. */
  withheld({ path, before, after, at, call }: ScribedChange): void {
    const params = { relativeWorkspacePath: path, instructions: 'Change it' };
    this.call(
      at,
      'search_replace',
      { params, result: { diff: { chunks: [chunkOf(before ?? '', after ?? '')] } } },
      call,
    );
  }

  moves(): void {
    throw new Error('The editor moves files by commands');
  }

  reads(path: string, _content: string, at: number): void {
    this.call(at, 'read_file_v2', { params: { targetFile: path }, result: {} });
  }

  runs(command: string, exitCode: number, at: number): void {
    this.call(at, 'run_terminal_command_v2', { params: { command }, result: { exitCode } });
  }

  rewinds(): void {
    throw new Error('Nothing tells of it');
  }

  unknown(at: number): void {
    this.bubble(at, 9, { text: 'novelty' });
  }

  torn(): void {
    throw new Error('Rows of a database are whole');
  }

  /** A chat that was duplicated: the same calls under another id. */
  replay(id: string): SessionScribe {
    const copy = this.#scribe.session({ ...this.#start, id });
    copy.bubbles.push(...this.bubbles.map((bubble) => ({ ...bubble })));
    for (const [key, at] of this.times) copy.times.set(key, at);
    return copy;
  }

  rows(): [string, string][] {
    const fullConversationHeadersOnly = this.bubbles.map(({ bubbleId, type }) => {
      return { bubbleId, type, createdAt: this.times.get(bubbleId) };
    });
    const data = {
      composerId: this.id,
      _v: 10,
      createdAt: this.#start.at,
      lastUpdatedAt: this.#start.at + this.bubbles.length,
      modelConfig: { modelName: this.#start.model },
      workspaceIdentifier: { id: '0f3c', uri: { fsPath: this.#start.cwd, scheme: 'file' } },
      fullConversationHeadersOnly,
      ...this.more,
    };
    const bubbles = this.bubbles.map((bubble): [string, string] => {
      return [`bubbleId:${this.id}:${bubble.bubbleId}`, JSON.stringify(bubble)];
    });
    return [[`composerData:${this.id}`, JSON.stringify(data)], ...bubbles];
  }
}

/** What two texts differ in, as the editor shows it, with three lines around it. */
export function chunkOf(before: string, after: string): object {
  const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const [a, b] = [lines(before), lines(after)];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const from = Math.max(0, start - 3);
  const [oldEnd, newEnd] = [a.length - end, b.length - end];
  const diffString = [
    ...a.slice(from, start).map((line) => ` ${line}`),
    ...a.slice(start, oldEnd).map((line) => `-${line}`),
    ...b.slice(start, newEnd).map((line) => `+${line}`),
    ...a.slice(oldEnd, oldEnd + 3).map((line) => ` ${line}`),
  ].join('\n');
  const after3 = Math.min(3, end);
  return {
    diffString,
    oldStart: from + 1,
    newStart: from + 1,
    oldLines: oldEnd - from + after3,
    newLines: newEnd - from + after3,
    linesAdded: newEnd - start,
    linesRemoved: oldEnd - start,
  };
}
