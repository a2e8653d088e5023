import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import { currentEntries } from '../store/current-entries.js';
import { bringUpToDate, type FoundSources } from '../store/index-pass.js';
import { withIndexTrouble } from '../store/index-trouble.js';
import type { IndexDatabase } from '../store/open-index.js';
import { RunEventTable } from '../store/run-events.js';
import { bringEventsUpToDate } from '../store/run-events-fill.js';
import type { SourceEntry } from '../store/source-row.js';
import { TraceRows } from '../store/trace-rows.js';
import { foundSessions } from './found-sessions.js';
import { homesOf } from './homes-of.js';
import { openChosenIndex } from './index-opening.js';
import { indexingProgress } from './indexing-progress.js';
import { note, sentenceOf } from './notes.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { adapterOf, type Catalog, eventsOfTrace, type FoundEntry, judgeCopies, named, scanned } from './run-catalog.js';
import { sharedScans } from './share-reading.js';
import { unreadableSources } from './unreadable-sources.js';

/**
 * What the index tells of all sessions, once it is up to date; of a source that it has not come to, what its trace tells.
 * @throws AiBlameError with exit code 4 where the index cannot be used.
 */
export function catalogOfIndex(file: string | null, place: Place, env: Env, progress: Progress): Catalog {
  const index = openChosenIndex(file, env);
  try {
    return withIndexTrouble(index.file, () => readCatalog(index, place, env, progress));
  } catch (error) {
    index.close();
    throw error;
  }
}

function readCatalog(index: IndexDatabase, place: Place, env: Env, progress: Progress): Catalog {
  const warnings: Warning[] = [];
  const found: FoundEntry[] = [];
  const nameless: TraceSource[] = [];
  const rows = new Map<TraceSource, SourceEntry>();
  for (const { adapter, homes } of homesOf(place, env)) {
    const discovered = foundSessions(adapter, homes);
    const names = adapter.names(homes);
    warnings.push(...discovered.warnings);
    const current = currentRows(index, { adapter, homes, ...discovered }, env, progress);
    for (const source of discovered.sources) {
      const row = current.get(source);
      // An index that keeps no texts cannot tell which sessions have any.
      const told = row === undefined || !index.previews ? null : entryOf(row, source);
      if (row !== undefined && told !== null) rows.set(source, row);
      const entry = told ?? scanned(adapter, source);
      if (entry.session.id === '') nameless.push(source);
      else found.push({ ...entry, summary: named(entry.summary, names.get(entry.session.id)) });
    }
  }
  const events = new RunEventTable(index.database);
  const guarded = <T>(work: () => T): T | null => {
    try {
      return withIndexTrouble(index.file, work);
    } catch (error) {
      if (!(error instanceof AiBlameError)) throw error;
      note(`${sentenceOf(error)}; the trace itself is read`, env);
      return null;
    }
  };
  return {
    origin: 'index',
    storeId: index.storeId,
    entries: judgeCopies(found),
    nameless,
    warnings: [...warnings, ...unreadableSources(nameless)],
    trace({ source }) {
      const row = rows.get(source);
      const trace =
        row === undefined || !row.hasTrace
          ? null
          : guarded(() => {
              const told = row.warnings();
              return told === null ? null : new TraceRows(index.database).read(row.id, source, told);
            });
      return trace ?? adapterOf(source).read(source);
    },
    turns({ source }) {
      const row = rows.get(source);
      const isKept = row?.hasTrace === true;
      const turns = isKept ? guarded(() => new TraceRows(index.database).turns(row.id, source)) : null;
      return turns ?? adapterOf(source).read(source).turns;
    },
    events({ source }, query) {
      const row = rows.get(source);
      // Without a row, or where no free text may be kept, the trace itself is asked.
      if (row === undefined || !index.previews || !index.writable) return eventsOfTrace(source, query);
      const found = guarded(() => {
        const isThere = bringEventsUpToDate(events, row.id, adapterOf(source), source, env.now());
        return isThere ? events.select(row.id, query) : null;
      });
      return found ?? eventsOfTrace(source, query);
    },
    close: () => index.close(),
  };
}

/** Rows that tell what the files hold now. */
function currentRows(
  index: IndexDatabase,
  found: FoundSources,
  env: Env,
  progress: Progress,
): Map<TraceSource, SourceEntry> {
  const report = bringUpToDate(index, found, {
    now: env.now,
    full: false,
    retryFailed: false,
    sharing: sharedScans,
    progress: indexingProgress(progress, env.now),
  });
  if (report.outcome === 'busy' || report.outcome === 'lost') {
    note('Another process is indexing: what it has not come to yet is read from the traces', env);
  }
  return currentEntries(index.database, found, report);
}

function entryOf(row: SourceEntry, source: TraceSource): FoundEntry | null {
  const [session, summary, probe] = [row.session(), row.summary(), row.probe(source)];
  return session === null || summary === null || probe === null ? null : { source, session, summary, cwds: probe.cwds };
}
