import type { LogLevel } from '../model/log-record.js';
import type { SqlDatabase } from '../sql/database.js';

/** Our own log of indexing, in the layout of the agent's (formats/state-index.md, 2). */
export const LOGS_SCHEMA = `
CREATE TABLE logs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ts INTEGER NOT NULL,
  ts_nanos INTEGER NOT NULL,
  level TEXT NOT NULL,
  target TEXT NOT NULL,
  message TEXT NOT NULL,
  thread_id TEXT
);
`;

/** So many records are kept. */
const MOST_RECORDS = 10_000;

export interface LogEntry {
  readonly level: LogLevel;
  /** Which part of the program tells it. */
  readonly target: string;
  /** A sentence. Holds no text of persons. */
  readonly message: string;
  /** Id of the session that it is about. */
  readonly thread: string | null;
}

/**
 * Writes into our own log. Within a transaction, or as one.
 * @param now milliseconds since 1970.
 */
export function writeLog(database: SqlDatabase, now: number, entries: readonly LogEntry[]): void {
  if (entries.length === 0) return;
  const insert = database.prepare(
    'INSERT INTO logs (ts, ts_nanos, level, target, message, thread_id) VALUES (?,?,?,?,?,?)',
  );
  const seconds = Math.floor(now / 1000);
  for (const { level, target, message, thread } of entries) {
    insert.run([seconds, Math.round((now - seconds * 1000) * 1e6), level, target, message, thread]);
  }
  database.prepare('DELETE FROM logs WHERE id <= (SELECT max(id) FROM logs) - ?').run([MOST_RECORDS]);
}
