import type { AgentAdapter } from '../agents/agent-adapter.js';
import type { TraceSource } from '../model/session.js';
import type { IndexDatabase } from '../store/open-index.js';
import { RunEventTable } from '../store/run-events.js';
import { bringEventsUpToDate } from '../store/run-events-fill.js';
import { SourceTable } from '../store/source-table.js';
import type { Progress } from './progress.js';

/**
 * Reads what happened in every session of an agent that the index knows, where it is not known yet. Each source in a transaction of
 * its own. An index that keeps no texts keeps none of it.
 *
 * @param sources as they were found in `homes`.
 */
export function indexHistories(
  index: IndexDatabase,
  adapter: AgentAdapter,
  homes: readonly string[],
  sources: readonly TraceSource[],
  now: () => number,
  progress: Progress,
): void {
  if (!index.previews) return;
  const events = new RunEventTable(index.database);
  const table = new SourceTable(index.database);
  const keyOf = ({ home, path }: { readonly home: string; readonly path: string }): string => `${home}\0${path}`;
  const rows = new Map(homes.flatMap((home) => table.rows(adapter.id, home)).map((row) => [keyOf(row), row]));
  for (const [n, source] of sources.entries()) {
    progress.update('Reading what happened', n, sources.length);
    const row = rows.get(keyOf(source));
    if (row !== undefined && row.state !== 'failed') bringEventsUpToDate(events, row.id, adapter, source, now());
  }
}
