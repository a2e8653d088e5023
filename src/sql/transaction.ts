/**
 * `SqlDatabase.transaction` and `snapshot` by means of `exec`.
 * @param begin `BEGIN` alone locks nobody out: what is read first decides which state of the database is seen.
 */
export function inTransaction<T>(exec: (sql: string) => void, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
  exec(begin);
  let result: T;
  try {
    result = work();
    exec('COMMIT');
  } catch (error) {
    try {
      exec('ROLLBACK');
    } catch {
      // A full disk or a lost lock has taken it back already: the first error tells more.
    }
    throw error;
  }
  return result;
}
