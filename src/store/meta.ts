import { CORRUPT, type SqlDatabase, SqlError } from '../sql/database.js';
import { asBytes, asNumber, bytesOfTexts, sumOf } from './sums.js';

/** What every index has, as it begins. */
const FIRST = { changes: '0', previews: '1', next_event_seq: '1' };

/** @returns the value of a key of the table `meta`; null where there is none, or it is not as it was written. */
export function metaValue(database: SqlDatabase, key: string): string | null {
  const row = database.prepare(`SELECT ${asBytes('value')}, ${asNumber('sum')} FROM meta WHERE key = ?`).get([key]);
  if (row === null) return null;
  const value = String(row[0]);
  return metaSum(key, value) === row[1] ? value : null;
}

/**
 * As `metaValue`, of what every index has.
 * @throws SqlError `corrupt` in the place of null.
 */
export function requiredMeta(database: SqlDatabase, key: keyof typeof FIRST | 'store_id'): string {
  const value = metaValue(database, key);
  if (value === null) throw new SqlError(`what it tells of itself (${key}) is not as it was written`, CORRUPT, null);
  return value;
}

/** Within a transaction: of an index that is new. */
export function addFirstMeta(database: SqlDatabase): void {
  for (const [key, value] of Object.entries(FIRST)) addMeta(database, key, value);
}

export function setMeta(database: SqlDatabase, key: string, value: string): void {
  write(database, 'REPLACE', key, value);
}

/** Unless there is one already. */
export function addMeta(database: SqlDatabase, key: string, value: string): void {
  write(database, 'IGNORE', key, value);
}

function write(database: SqlDatabase, conflict: 'REPLACE' | 'IGNORE', key: string, value: string): void {
  const sum = metaSum(key, value);
  database.prepare(`INSERT OR ${conflict} INTO meta (key, value, sum) VALUES (?,?,?)`).run([key, value, sum]);
}

/** What stands in the column `sum`. */
export function metaSum(key: string, value: string): number {
  return sumOf([bytesOfTexts([key, value])]);
}
