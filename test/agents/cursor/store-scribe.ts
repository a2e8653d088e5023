import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: (string | Buffer)[]): void };
  close(): void;
}

type Json = Readonly<Record<string, unknown>>;

/** A session of `cursor-agent`: blobs under their digests, and nodes of protocol buffers that lead to them in order (formats/cursor.md, B). */
export class AgentStoreScribe {
  readonly id: string;
  readonly #cwd: string;
  readonly #blobs = new Map<string, Buffer>();
  /** Ids of messages, in order. */
  readonly #messages: string[] = [];
  #calls = 0;

  constructor(id: string, cwd: string) {
    this.id = id;
    this.#cwd = cwd;
  }

  get path(): string {
    return `chats/${createHash('md5').update(this.#cwd).digest('hex')}/${this.id}/store.db`;
  }

  message(message: Json): void {
    this.#messages.push(this.#put(Buffer.from(JSON.stringify(message))));
  }

  says(text: string): void {
    this.message({ role: 'user', content: [{ type: 'text', text: `<user_query>\n${text}\n</user_query>` }] });
  }

  /** @param result null: none. */
  call(toolName: string, args: Json, result: unknown): void {
    const toolCallId = `call_${this.id}_${++this.#calls}`;
    this.message({ role: 'assistant', id: '1', content: [{ type: 'tool-call', toolCallId, toolName, args }] });
    if (result === null) return;
    const content = [{ type: 'tool-result', toolCallId, toolName, result }];
    this.message({ role: 'tool', id: toolCallId, content });
  }

  #put(data: Buffer): string {
    const id = createHash('sha256').update(data).digest('hex');
    this.#blobs.set(id, data);
    return id;
  }

  /** @param root what the newest node is; not given: one that leads to all messages, over two others. */
  write(home: string, root: string = this.#root()): void {
    const file = join(home, this.path);
    mkdirSync(join(file, '..'), { recursive: true });
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    const Database = createRequire(import.meta.url)('libsql') as new (file: string) => Database;
    const database = new Database(file);
    database.exec('CREATE TABLE blobs (id TEXT PRIMARY KEY, data BLOB)');
    database.exec('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)');
    const details = {
      agentId: this.id,
      latestRootBlobId: root,
      name: 'A name',
      mode: 'default',
      createdAt: 1_780_000_000_000,
    };
    database.prepare('INSERT INTO meta VALUES (?, ?)').run('0', Buffer.from(JSON.stringify(details)).toString('hex'));
    const insert = database.prepare('INSERT INTO blobs VALUES (?, ?)');
    // The order of rows tells nothing.
    for (const [id, data] of [...this.#blobs].sort()) insert.run(id, data);
    database.close();
  }

  #root(): string {
    const half = Math.ceil(this.#messages.length / 2);
    const node = (ids: readonly string[]): string =>
      this.#put(
        Buffer.concat([field(4, Buffer.from('x'.repeat(32))), ...ids.map((id) => field(1, Buffer.from(id, 'hex')))]),
      );
    const nodes = [node(this.#messages.slice(0, half)), node(this.#messages.slice(half))];
    const title = this.#put(Buffer.concat([field(1, Buffer.from('A name')), Buffer.from([0x18, 0xac, 0x02])]));
    return this.#put(Buffer.concat([...nodes, title].map((id) => field(1, Buffer.from(id, 'hex')))));
  }
}

function field(number: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, payload.length]), payload]);
}
