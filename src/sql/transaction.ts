/** `SqlDatabase.transaction` by means of `exec`. */
export function inTransaction<T>(exec: (sql: string) => void, work: () => T): T {
  exec('BEGIN IMMEDIATE');
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
