import { crc32 } from 'node:zlib';
import { CORRUPT, SqlError, type SqlRow } from '../sql/database.js';

/**
 * What is read from the index is held against a sum that was written with it: SQLite notices where a page does not fit together, but not
 * where a byte of a value is another one.
 *
 * @param values of columns, as `asBytes` and `asNumber` give them.
 * @returns CRC-32 over them and their kinds.
 */
export function sumOf(values: SqlRow): number {
  let sum = 0;
  let others = '';
  for (const value of values) {
    if (Buffer.isBuffer(value)) {
      // Up to Node 22, no bytes at no place in memory, as drivers give them, have the sum begin anew.
      if (value.length > 0) sum = crc32(value, sum);
      others += `#${value.length} `;
    } else {
      others += `${value} `;
    }
  }
  return crc32(others, sum);
}

/** Each call of `crc32` costs as much as the sum of some hundred bytes. */
const AT_ONCE = 16 * 1024;

/** As `sumOf`, over many texts. */
export function sumOfTexts(texts: Iterable<string>): number {
  let sum = 0;
  let some = '';
  for (const text of texts) {
    some += `${text.length} ${text}\n`;
    if (some.length < AT_ONCE) continue;
    sum = crc32(some, sum);
    some = '';
  }
  return crc32(some, sum);
}

/** @throws SqlError `corrupt` where a sum is not the one that was written. @param what of the index it is over. */
export function checkSum(what: string, sum: number, written: unknown): void {
  if (sum !== written) throw new SqlError(`${what} is not as it was written`, CORRUPT, null);
}

/**
 * The SQL of columns in one value, as bytes: text that is not UTF-8 any more ends a whole process where libsql is to give it as a text.
 * null counts as the empty text.
 */
export function asBytes(...columns: readonly string[]): string {
  return `CAST(${columns.map((column) => `coalesce(${column}, '')`).join(' || char(0) || ')} AS BLOB)`;
}

/** The SQL of a column that is a number, whatever it has become: node:sqlite does not give whole numbers beyond 2^53. */
export function asNumber(column: string): string {
  return `CAST(${column} AS REAL)`;
}

/** The texts that `asBytes` put together; as many as there were columns, if they are as they were written. */
export function textsIn(value: SqlRow[number] | undefined): string[] {
  return Buffer.isBuffer(value) ? value.toString().split('\0') : [];
}

/** @returns the value that `textsIn` gives these texts for. */
export function bytesOfTexts(texts: readonly (string | null)[]): Buffer {
  return Buffer.from(texts.map((text) => text ?? '').join('\0'));
}
