import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import type { SqlDatabase } from '../sql/database.js';
import { isSameStamp, isSettled } from './file-stamp.js';
import type { FoundSources, PassReport } from './index-pass.js';
import type { SourceEntry } from './source-row.js';
import { SourceTable } from './source-table.js';

/** Rows that tell what the files hold now, after a pass over them. A source that could not be read has none: it is asked itself. */
export function currentEntries(
  database: SqlDatabase,
  { adapter, homes, sources, stamps }: FoundSources,
  report: PassReport,
): Map<TraceSource, SourceEntry> {
  const table = new SourceTable(database);
  const placeOf = ({ home, path }: { readonly home: string; readonly path: string }): string => `${home}\0${path}`;
  const entries = homes.flatMap((home) => table.entries(adapter.id, home));
  const byPlace = new Map(entries.map((entry) => [placeOf(entry), entry]));
  const current = new Map<TraceSource, SourceEntry>();
  for (const source of sources) {
    const entry = byPlace.get(placeOf(source));
    if (entry !== undefined && isCurrent(entry, stamps.get(source), report)) current.set(source, entry);
  }
  return current;
}

function isCurrent(entry: SourceEntry, stamp: FileStamp | undefined, { outcome }: PassReport): boolean {
  if (entry.state === 'failed') return false;
  if (outcome === 'unchanged') return true;
  if (stamp === undefined || !isSameStamp(entry.stamp, stamp)) return false;
  return outcome === 'done' || isSettled(stamp, entry.indexedAt);
}
