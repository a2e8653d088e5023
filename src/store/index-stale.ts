import type { SqlDatabase } from '../sql/database.js';
import { isSameStamp } from './file-stamp.js';
import { type FoundSources, isGone } from './index-pass.js';
import { SourceTable } from './source-table.js';

/** Whether the rows of an agent's sources are behind the files: a pass would find something to do. */
export function isStale(database: SqlDatabase, { adapter, homes, sources, stamps }: FoundSources): boolean {
  const table = new SourceTable(database);
  const keyOf = ({ home, path }: { readonly home: string; readonly path: string }): string => `${home}\0${path}`;
  const rows = new Map(homes.flatMap((home) => table.rows(adapter.id, home)).map((row) => [keyOf(row), row]));
  for (const source of sources) {
    const row = rows.get(keyOf(source));
    const stamp = stamps.get(source);
    if (row === undefined || stamp === undefined || !isSameStamp(row.stamp, stamp)) return true;
    rows.delete(keyOf(source));
  }
  return [...rows.values()].some((row) => isGone(row, homes));
}
