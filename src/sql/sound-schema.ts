import { isUtf8 } from 'node:buffer';
import { CORRUPT, type SqlDatabase, SqlError } from './database.js';

/**
 * Looks at the names and types of a database's tables, before any of them is asked for: libsql ends the whole process over those that
 * are not UTF-8.
 *
 * @returns how many tables and the like there are.
 * @throws SqlError, `corrupt` where they are damaged.
 */
export function checkSchema(database: SqlDatabase): number {
  const texts = "CAST(coalesce(group_concat(coalesce(sql, '') || coalesce(name, '')), '') AS BLOB)";
  const [count, bytes] = database.prepare(`SELECT count(*), ${texts} FROM sqlite_master`).get([]) ?? [];
  const encoding = database.prepare('PRAGMA encoding').get([])?.[0];
  // Other encodings are made UTF-8 by SQLite itself.
  if (encoding === 'UTF-8' && Buffer.isBuffer(bytes) && !isUtf8(bytes)) {
    throw new SqlError('what it tells of its tables is no text', CORRUPT, null);
  }
  return Number(count);
}
