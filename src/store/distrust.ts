import { CORRUPT, type SqlDatabase, SqlError } from '../sql/database.js';
import { Answers } from './answers.js';
import { endLease } from './lease.js';
import type { IndexDatabase } from './open-index.js';
import { RunEventTable } from './run-events.js';
import { SourceTable } from './source-table.js';

/**
 * What these rows tell is not believed any more: the next pass reads their sources from the beginning. Other rows that are damaged go:
 * of what home they are may be what is damaged.
 * @param rows ids in `sources`.
 * @throws SqlError `corrupt` where only making the index anew mends it.
 */
export function distrust({ database, file }: IndexDatabase, rows: readonly number[]): void {
  const sources = new SourceTable(database);
  const events = new RunEventTable(database);
  database.transaction(() => {
    endLease(database);
    // First: what does not stand in SQLite's own indexes can be neither changed nor deleted.
    indexAnew(database);
    for (const row of sources.damaged()) if (!rows.includes(row)) sources.remove(row);
    for (const row of rows) {
      sources.outdate(row);
      events.outdate(row);
    }
    database.exec("DELETE FROM meta WHERE key LIKE 'fingerprint %'");
  });
  new Answers(file).forgetAll();
}

/** Makes SQLite's own indexes those of the tables as they are. */
function indexAnew(database: SqlDatabase): void {
  try {
    database.exec('REINDEX');
  } catch (error) {
    if (!(error instanceof SqlError) || error.trouble !== 'constraint') throw error;
    throw new SqlError('two of its rows are of the same thing', CORRUPT, error);
  }
}
