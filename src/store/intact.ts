import { CORRUPT, SqlError } from '../sql/database.js';

/** Whether what was read from the index is not as it was written. */
export function isDamage(error: unknown): boolean {
  return error instanceof SqlError && error.trouble === 'corrupt';
}

/**
 * Reads what rows hold. That they do not fit together is damage, which SQLite itself does not notice.
 * @throws SqlError `corrupt` in the place of whatever else the reading throws.
 */
export function intact<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SqlError) throw error;
    throw new SqlError(`${what} cannot be read`, CORRUPT, error);
  }
}
