import { AiBlameError } from '../errors.js';
import { LOG_LEVELS, type LogFilter, type LogRecord } from '../model/log-record.js';
import { type SqlDatabase, SqlError, type SqlRow, type SqlValue } from '../sql/database.js';

/** Columns by the names that layouts of the table gave them (formats/state-index.md, 2), the newest first. */
const COLUMNS = {
  id: ['id'],
  ts: ['ts'],
  nanos: ['ts_nanos'],
  level: ['level'],
  target: ['target'],
  module: ['module_path'],
  file: ['file'],
  line: ['line'],
  thread: ['thread_id'],
  process: ['process_uuid'],
  message: ['feedback_log_body', 'message'],
} as const;

type Column = keyof typeof COLUMNS;

/** Without these there is nothing to tell. */
const REQUIRED: readonly Column[] = ['id', 'ts', 'level', 'message'];

/** The table `logs` of a database: Codex's own, an older one of it, or ours. */
export class LogTable {
  readonly #database: SqlDatabase;
  readonly #path: string;
  /** SQL of each column; `NULL` where the table has none. */
  readonly #sql: Readonly<Record<Column, string>>;

  /** @throws AiBlameError UNREADABLE where there is no such table. */
  constructor(database: SqlDatabase, path: string) {
    this.#database = database;
    this.#path = path;
    const present = new Set(
      this.#guarded(() => database.prepare('PRAGMA table_info(logs)').all([])).map(([, name]) => name),
    );
    const sqlOf = (column: Column): string => COLUMNS[column].find((name) => present.has(name)) ?? 'NULL';
    this.#sql = Object.fromEntries(Object.keys(COLUMNS).map((column) => [column, sqlOf(column as Column)])) as Record<
      Column,
      string
    >;
    const missing = REQUIRED.find((column) => this.#sql[column] === 'NULL');
    if (missing !== undefined) {
      const what =
        present.size === 0 ? 'no table logs' : `no column ${COLUMNS[missing].join(' or ')} in the table logs`;
      throw new AiBlameError('UNREADABLE', `${path} holds no log: it has ${what}`);
    }
  }

  /** The highest number so far; 0 where there is none. */
  last(): number {
    const [last] = this.#guarded(() => this.#database.prepare('SELECT max(id) FROM logs').get([])) ?? [];
    return typeof last === 'number' ? last : 0;
  }

  /** The last `most` records that pass and whose numbers are not higher than `upTo`, the oldest first. */
  lastRecords(filter: LogFilter, most: number, upTo: number): LogRecord[] {
    return this.#select(filter, 'id <= ?', [upTo], `ORDER BY id DESC LIMIT ${most}`).reverse();
  }

  /** Those that pass with higher numbers than `after`, up to `upTo`, in order. */
  records(filter: LogFilter, after: number, upTo: number): LogRecord[] {
    return this.#select(filter, 'id > ? AND id <= ?', [after, upTo], 'ORDER BY id');
  }

  #select(filter: LogFilter, where: string, values: readonly SqlValue[], rest: string): LogRecord[] {
    const conditions = this.#conditions(filter);
    const columns = Object.keys(COLUMNS).map((column) => this.#sql[column as Column]);
    const sql = `SELECT ${columns.join(', ')} FROM logs WHERE ${[where, ...conditions.map(([text]) => text)].join(' AND ')} ${rest}`;
    const given = [...values, ...conditions.flatMap(([, more]) => more)];
    return this.#guarded(() => this.#database.prepare(sql).all(given)).map(recordOf);
  }

  #conditions(filter: LogFilter): (readonly [sql: string, values: readonly SqlValue[]])[] {
    const { level, from, to, modules, files, threads, threadless, search } = filter;
    const found: (readonly [string, readonly SqlValue[]])[] = [];
    const anyOf = (sql: string, values: readonly SqlValue[]): void => {
      if (values.length > 0) found.push([`(${values.map(() => sql).join(' OR ')})`, values]);
    };
    if (level !== null) {
      const least = LOG_LEVELS.indexOf(level.is);
      anyOf(`lower(${this.#sql.level}) = ?`, level.exactly ? [level.is] : LOG_LEVELS.slice(least));
    }
    const time = `(${this.#sql.ts} * 1000 + coalesce(${this.#sql.nanos}, 0) / 1000000)`;
    if (from !== null) found.push([`${time} >= ?`, [from]]);
    if (to !== null) found.push([`${time} <= ?`, [to]]);
    anyOf(`instr(coalesce(${this.#sql.module}, ''), ?) > 0`, modules);
    anyOf(`instr(coalesce(${this.#sql.file}, ''), ?) > 0`, files);
    if (threads.length > 0 || threadless) {
      const named = threads.map(() => `${this.#sql.thread} = ?`);
      found.push([`(${[...named, ...(threadless ? [`${this.#sql.thread} IS NULL`] : [])].join(' OR ')})`, threads]);
    }
    if (search !== null) anyOf(`instr(lower(${this.#sql.message}), lower(?)) > 0`, [search]);
    return found;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new AiBlameError('UNREADABLE', `${this.#path} cannot be read: ${error.message}`, { cause: error });
    }
  }
}

function recordOf([id, ts, nanos, level, target, module, file, line, thread, process, message]: SqlRow): LogRecord {
  const text = (value: SqlRow[number] | undefined): string | null =>
    value === null || value === undefined ? null : String(value);
  const milliseconds = Number(ts ?? Number.NaN) * 1000 + Math.floor(Number(nanos ?? 0) / 1e6);
  const isTime = Math.abs(milliseconds) <= 8.64e15;
  return {
    id: Number(id),
    time: isTime ? new Date(milliseconds).toISOString() : null,
    level: text(level)?.toLowerCase() ?? null,
    target: text(target),
    module: text(module),
    file: text(file),
    line: typeof line === 'number' ? line : null,
    thread: text(thread),
    process: text(process),
    message: text(message),
  };
}
