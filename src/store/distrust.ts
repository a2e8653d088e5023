import { Answers } from './answers.js';
import { endLease } from './lease.js';
import type { IndexDatabase } from './open-index.js';
import { RunEventTable } from './run-events.js';
import { SourceTable } from './source-table.js';

/** What these rows tell is not believed any more: the next pass reads their sources from the beginning. @param rows ids in `sources`. */
export function distrust({ database, file }: IndexDatabase, rows: readonly number[]): void {
  const sources = new SourceTable(database);
  const events = new RunEventTable(database);
  database.transaction(() => {
    endLease(database);
    for (const row of rows) {
      sources.outdate(row);
      events.outdate(row);
    }
    database.exec("DELETE FROM meta WHERE key LIKE 'fingerprint %'");
  });
  new Answers(file).forgetAll();
}
