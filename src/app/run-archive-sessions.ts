import type { Env } from '../env.js';
import { isTerminal, type Run, type RunEvent } from '../model/run.js';
import { stampOf } from '../store/file-stamp.js';
import type { StoredEvent } from '../store/run-events.js';
import type { EventQuery } from '../store/runs-foreign.js';
import type { ListedRun, RunArchive } from './run-archive.js';
import { artifactsOf } from './run-artifacts-of.js';
import { type Catalog, type CatalogEntry, turnsOf } from './run-catalog.js';
import { runOf, statusOf, stepOf } from './run-of-session.js';
import { openOrNull } from './select-sessions.js';

interface SessionRun extends ListedRun {
  readonly entry: CatalogEntry;
}

/** Sessions as runs. */
export function sessionArchive(catalog: Catalog, env: Env): RunArchive {
  const judge = (entry: CatalogEntry) => statusOf(entry, env.now(), () => stampOf(entry.source)?.mtimeMs ?? null);
  const runs: SessionRun[] = catalog.entries.map((entry) => ({
    run: runOf(entry, judge(entry)),
    folders: entry.cwds,
    entry,
  }));
  const byId = new Map(runs.map((listed) => [listed.run.id, listed.entry]));
  const entryOf = ({ run }: ListedRun): CatalogEntry => byId.get(run.id) as CatalogEntry;
  const ownTurns = (listed: ListedRun) => turnsOf(catalog, entryOf(listed));
  const events = (listed: ListedRun, query: EventQuery): RunEvent[] =>
    catalog.events(entryOf(listed), query).map((event) => eventOf(listed.run, event));
  return {
    origin: catalog.origin,
    storeId: catalog.storeId,
    runs,
    warnings: () => catalog.warnings,
    complete(listed) {
      const { run } = listed;
      const last = run.status === 'running' ? ownTurns(listed).at(-1) : undefined;
      return { ...run, projectRoot: workTreeOf(run.cwd), currentStep: last === undefined ? null : stepOf(last) };
    },
    steps(listed, given) {
      const named = ownTurns(listed).filter(({ index }) => String(index) === given);
      return [given, ...named.map(stepOf)];
    },
    events,
    eventsWithWire: events,
    artifacts: (listed) => artifactsOf(listed.run, catalog.trace(entryOf(listed))),
    rootOf: ({ run }) => workTreeOf(run.cwd),
    hasChanged(listed) {
      const { source } = entryOf(listed);
      return stampOf(source)?.size !== source.size;
    },
    isOver: (listed) => isTerminal(judge(entryOf(listed)).status),
    close: () => catalog.close(),
  };
}

/** An event with what follows from its session. */
function eventOf({ id: run }: Run, { seq, ordinal, n, type, time, step, data }: StoredEvent): RunEvent {
  const id = `${run}#${ordinal}${n === 0 ? '' : `.${n}`}`;
  return { seq, id, run, type, time, step, ordinal, data, source: null, raw: null };
}

function workTreeOf(folder: string | null): string | null {
  const repository = folder === null || !folder.startsWith('/') ? null : openOrNull(folder);
  const root = repository?.root ?? null;
  repository?.close();
  return root;
}
