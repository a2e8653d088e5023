import { createHash } from 'node:crypto';
import { AiBlameError } from '../../errors.js';
import type { TraceSource } from '../../model/session.js';
import { type SqlDatabase, SqlError, type SqlRow } from '../../sql/database.js';
import { sharedForeignDatabase } from '../../sql/shared-foreign.js';
import { type JsonObject, parsedObject } from '../json-values.js';

/** Databases are read from a copy: larger ones are not, in bytes. */
const LARGEST_DATABASE = 2 * 1024 ** 3;

/** Values that are longer are passed by, in characters. */
const LONGEST = 64 * 1024 ** 2;

/** Absolute path of a database, or of the one that a conversation's source lies in. */
export function databaseFile({ home, path }: TraceSource): string {
  return `${home}/${path.replace(/#.*$/s, '')}`;
}

/** Id of the conversation that a source of a database is; null: it is the database as a whole. */
export function composerIdOf({ path }: TraceSource): string | null {
  const at = path.indexOf('#');
  return at === -1 ? null : path.slice(at + 1);
}

/** @throws AiBlameError UNREADABLE where it cannot be read, or there is no SQLite. */
export function withDatabase<T>(source: TraceSource, isFresh: boolean, read: (database: SqlDatabase) => T): T {
  const file = databaseFile(source);
  try {
    const database = sharedForeignDatabase(file, isFresh);
    return database.snapshot(() => read(database));
  } catch (cause) {
    if (!(cause instanceof SqlError || cause instanceof AiBlameError)) throw cause;
    throw new AiBlameError('UNREADABLE', cause.message, { cause });
  }
}

export function isTooLarge({ size }: TraceSource): boolean {
  return size > LARGEST_DATABASE;
}

/** Conversations of a database: what is kept of each, and how many messages it has. */
export function composersIn(
  database: SqlDatabase,
): { id: string; length: number; data: JsonObject; bubbles: number }[] {
  const bubbles = database.prepare('SELECT COUNT(*) FROM cursorDiskKV WHERE key >= ? AND key < ?');
  return rowsBelow(database, 'composerData:').flatMap(({ key, text }) => {
    const id = key.slice('composerData:'.length);
    const data = text === null ? null : parsedObject(text);
    if (data === null || id === '') return [];
    const [count] = bubbles.get([`bubbleId:${id}:`, `bubbleId:${id};`]) ?? [0];
    return [{ id, length: text?.length ?? 0, data, bubbles: Number(count) }];
  });
}

export function composerData(database: SqlDatabase, id: string): JsonObject | null {
  const text = textUnder(database, `composerData:${id}`);
  return text === null ? null : parsedObject(text);
}

/** Messages of a conversation by their ids; null: too large. */
export function bubblesOf(database: SqlDatabase, id: string): Map<string, string | null> {
  const prefix = `bubbleId:${id}:`;
  return new Map(rowsBelow(database, prefix).map(({ key, text }) => [key.slice(prefix.length), text]));
}

const CONTENT = /^composer\.content\.([0-9a-f]{64})$/;
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A whole text by its key; null where it is gone, or is not the one that its key tells (formats/cursor.md, A.2 and G.2). */
export function contentOf(database: SqlDatabase, key: string): string | null {
  const digest = CONTENT.exec(key)?.[1];
  if (digest === undefined) return null;
  if (digest === EMPTY) return '';
  const text = textUnder(database, key);
  return text !== null && createHash('sha256').update(text).digest('hex') === digest ? text : null;
}

/** A text, or a blob that holds one; null where there is none, or it is too large. */
export function textUnder(database: SqlDatabase, key: string): string | null {
  const row = database.prepare(`SELECT ${COLUMNS} FROM cursorDiskKV WHERE key = ?`).get([key]);
  return row === null ? null : textIn(row);
}

const COLUMNS = `key, CASE WHEN LENGTH(value) > ${LONGEST} THEN NULL ELSE value END`;

/** Rows whose keys begin so, by key: a range, since a search of all keys takes minutes. @param prefix ends in a colon. */
function rowsBelow(database: SqlDatabase, prefix: string): { key: string; text: string | null }[] {
  const rows = database.prepare(`SELECT ${COLUMNS} FROM cursorDiskKV WHERE key >= ? AND key < ? ORDER BY key`);
  return rows.all([prefix, `${prefix.slice(0, -1)};`]).map((row) => ({ key: String(row[0]), text: textIn(row) }));
}

function textIn([, value]: SqlRow): string | null {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString('utf8') : null;
}
