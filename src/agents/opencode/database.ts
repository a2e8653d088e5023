import type { TraceSource } from '../../model/session.js';
import { type SqlDatabase, SqlError, type SqlRow, type SqlValue } from '../../sql/database.js';
import { sharedForeignDatabase } from '../../sql/shared-foreign.js';
import { type JsonObject, numberOf, parsedObject, textOf } from '../json-values.js';
import { idRange } from './ids.js';
import { newerMessages } from './newer-messages.js';
import { LARGEST, type StoredRecord, type StoredSession } from './record.js';

/** Absolute path of a database, or of the one that a session's source lies in. */
export function databaseFile({ home, path }: TraceSource): string {
  const file = path.replace(/#.*$/s, '');
  return file === '' ? home : `${home}/${file}`;
}

/** Id of the session that a source of a database is. */
function sessionId({ path }: TraceSource): string {
  return path.slice(path.indexOf('#') + 1);
}

/** Of one session in a database: how many rows it has, and when the newest of them was written, in milliseconds since 1970. */
export interface SessionRows {
  readonly id: string;
  readonly rows: number;
  readonly messages: number;
  readonly updated: number;
}

/**
 * The sessions of a database, in the order in which they were begun.
 * @throws AiBlameError as `sharedForeignDatabase`; SqlError, also where it is another program's.
 */
export function sessionsOf(database: SqlDatabase): SessionRows[] {
  return database.snapshot(() => {
    const tables = tablesOf(database);
    const counts = (table: string): Map<string, readonly [number, number]> => {
      if (!tables.has(table)) return new Map();
      const rows = database.prepare(`SELECT session_id, COUNT(*), MAX(time_updated) FROM ${table} GROUP BY session_id`);
      return new Map(rows.all([]).map(([id, count, newest]) => [String(id), [Number(count), Number(newest)]]));
    };
    const [messages, parts, newer] = [counts('message'), counts('part'), counts(NEWER)];
    const sessions = SESSIONS.filter((table) => tables.has(table)).flatMap((table) =>
      database.prepare(`SELECT id, time_updated, time_created FROM ${table}`).all([]),
    );
    if (sessions.length === 0 && !SESSIONS.some((table) => tables.has(table)))
      throw new SqlError('it has no table of sessions', null, null);
    const begun = new Map<string, readonly [created: number, updated: number]>();
    for (const [id, updated, created] of sessions) {
      const known = begun.get(String(id));
      begun.set(String(id), [known?.[0] ?? Number(created), Math.max(known?.[1] ?? 0, Number(updated))]);
    }
    const ordered = [...begun].sort(([a, [ofA]], [b, [ofB]]) => ofA - ofB || (a < b ? -1 : 1));
    return ordered.map(([id, [, updated]]) => {
      const all = [messages, parts, newer].map((table) => table.get(id) ?? ([0, 0] as const));
      return {
        id,
        rows: all.reduce((sum, [rows]) => sum + rows, 0),
        messages: (messages.get(id)?.[0] ?? 0) + (newer.get(id)?.[0] ?? 0),
        updated: Math.max(updated, ...all.map(([, newest]) => newest)),
      };
    });
  });
}

/** Tables of sessions: of OpenCode 2, which may hold copies of what stands in the other, and of the releases before. */
const SESSIONS = ['session_v2', 'session'] as const;

/** The messages of OpenCode 2, each with all that it holds. */
const NEWER = 'session_message';

function tablesOf(database: SqlDatabase): ReadonlySet<string> {
  const rows = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all([]);
  return new Set(rows.map(([name]) => String(name)));
}

/**
 * Whether a session goes on in the tables of OpenCode 2. What stands in the tables of before is told more fully there: it counts where
 * nothing newer was said.
 */
function isNewer(database: SqlDatabase, tables: ReadonlySet<string>, id: string): boolean {
  const newest = (table: string): number | null => {
    const row = tables.has(table)
      ? database.prepare(`SELECT MAX(time_created) FROM ${table} WHERE session_id = ?`).get([id])
      : null;
    return numberOf(row?.[0]);
  };
  const [before, since] = [newest('message'), newest(NEWER)];
  return since !== null && (before === null || since > before);
}

/**
 * One session of a database.
 * @throws AiBlameError as `sharedForeignDatabase`; SqlError where the database has other tables.
 */
export function readFromDatabase(source: TraceSource): StoredSession {
  const database = sharedForeignDatabase(databaseFile(source), false);
  const id = sessionId(source);
  return database.snapshot(() => {
    const tables = tablesOf(database);
    const row =
      SESSIONS.filter((table) => tables.has(table))
        .map((table) => named(database, `SELECT * FROM ${table} WHERE id = ?`, [id]))
        .find((found) => found !== null) ?? null;
    const project = row === null ? null : textOf(row.project_id);
    const worktree = project === null ? null : named(database, 'SELECT * FROM project WHERE id = ?', [project]);
    const stored = { id, info: row === null ? {} : infoOf(row), worktree: textOf(worktree?.worktree) };
    if (isNewer(database, tables, id)) {
      return { ...stored, messages: newerMessages(database, id, textOf(row?.directory)) };
    }
    if (!tables.has('message') || !tables.has('part')) return { ...stored, messages: [] };
    const messages = database
      .prepare(`SELECT ${COLUMNS}, NULL FROM message WHERE session_id = ? ORDER BY time_created, id`)
      .all([id]);
    const parts = new Map<string, StoredRecord[]>();
    for (const columns of database
      .prepare(`SELECT ${COLUMNS}, message_id FROM part WHERE session_id = ? ORDER BY id`)
      .iterate([id])) {
      const message = String(columns[4]);
      const known = parts.get(message);
      if (known === undefined) parts.set(message, [recordOf(columns)]);
      else known.push(recordOf(columns));
    }
    return {
      ...stored,
      messages: messages.map((columns) => {
        const record = recordOf(columns);
        return { ...record, parts: parts.get(record.id) ?? [] };
      }),
    };
  });
}

/**
 * The record that an id's number tells of, of this length.
 * @param prefix `prt` or `msg`.
 * @throws AiBlameError, SqlError as `readFromDatabase`.
 */
export function recordInDatabase(
  source: TraceSource,
  prefix: 'prt' | 'msg',
  number: number,
  length: number,
): JsonObject | null {
  const database = sharedForeignDatabase(databaseFile(source), false);
  const table = prefix === 'prt' ? 'part' : 'message';
  if (!tablesOf(database).has(table)) return null;
  const rows = database
    .prepare(`SELECT ${COLUMNS} FROM ${table} WHERE session_id = ? AND id >= ? AND id < ? ORDER BY id`)
    .all([sessionId(source), ...idRange(prefix, number)]);
  return rows.map(recordOf).find((record) => record.length === length)?.data ?? null;
}

/** What is too large comes without its text. */
const COLUMNS = `id, time_created, time_updated, CASE WHEN LENGTH(data) > ${LARGEST} THEN NULL ELSE data END`;

function recordOf([id, created, updated, data]: SqlRow): StoredRecord {
  const text = typeof data === 'string' ? data : null;
  return {
    id: String(id),
    data: text === null ? null : parsedObject(text),
    length: text === null ? -1 : text.length,
    created: numberOf(created),
    updated: numberOf(updated),
  };
}

/** Releases have more and more columns: a row by their names. */
function named(database: SqlDatabase, sql: string, values: readonly SqlValue[]): JsonObject | null {
  const statement = database.prepare(sql);
  const row = statement.get(values);
  return row === null ? null : Object.fromEntries(statement.columns().map((name, n) => [name, row[n] ?? null]));
}

/** As the JSON store writes it. */
function infoOf(row: JsonObject): JsonObject {
  const json = (value: unknown): JsonObject | null => (typeof value === 'string' ? parsedObject(value) : null);
  return {
    id: row.id,
    projectID: row.project_id,
    parentID: row.parent_id,
    directory: row.directory,
    title: row.title,
    version: row.version,
    time: { created: row.time_created, updated: row.time_updated, archived: row.time_archived },
    revert: json(row.revert),
    forkID: row.fork_session_id ?? null,
  };
}
