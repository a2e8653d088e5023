import type { TraceSource } from '../../model/session.js';
import type { SqlDatabase, SqlRow, SqlValue } from '../../sql/database.js';
import { sharedForeignDatabase } from '../../sql/shared-foreign.js';
import { type JsonObject, numberOf, parsedObject, textOf } from '../json-values.js';
import { idRange } from './ids.js';
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
  const counts = (table: string): Map<string, readonly [number, number]> => {
    const rows = database.prepare(`SELECT session_id, COUNT(*), MAX(time_updated) FROM ${table} GROUP BY session_id`);
    return new Map(rows.all([]).map(([id, count, newest]) => [String(id), [Number(count), Number(newest)]]));
  };
  return database.snapshot(() => {
    const messages = counts('message');
    const parts = counts('part');
    const sessions = database.prepare('SELECT id, time_updated FROM session ORDER BY time_created, id').all([]);
    return sessions.map(([id, updated]) => {
      const [ofMessages, newest] = messages.get(String(id)) ?? [0, 0];
      const [ofParts, latest] = parts.get(String(id)) ?? [0, 0];
      return {
        id: String(id),
        rows: ofMessages + ofParts,
        messages: ofMessages,
        updated: Math.max(Number(updated), newest, latest),
      };
    });
  });
}

/** How many messages stand in tables that only releases of 2.0 and later have: those are not read (formats/opencode.md, 2.3). @throws SqlError. */
export function newerMessages(database: SqlDatabase): number {
  const table = database
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'session_message'")
    .get([]);
  return table === null ? 0 : Number(database.prepare('SELECT COUNT(*) FROM session_message').get([])?.[0]);
}

/**
 * One session of a database.
 * @throws AiBlameError as `sharedForeignDatabase`; SqlError where the database has other tables.
 */
export function readFromDatabase(source: TraceSource): StoredSession {
  const database = sharedForeignDatabase(databaseFile(source), false);
  const id = sessionId(source);
  return database.snapshot(() => {
    const row = named(database, 'SELECT * FROM session WHERE id = ?', [id]);
    const project = row === null ? null : textOf(row.project_id);
    const worktree = project === null ? null : named(database, 'SELECT * FROM project WHERE id = ?', [project]);
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
      id,
      info: row === null ? {} : infoOf(row),
      worktree: textOf(worktree?.worktree),
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
