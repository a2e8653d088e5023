import type { Env } from '../env.js';
import { isTerminal, type Run, type RunEvent } from '../model/run.js';
import { stampOf } from '../store/file-stamp.js';
import type { EventQuery } from '../store/runs-foreign.js';
import type { ListedRun, RunArchive } from './run-archive.js';
import { artifactsOf } from './run-artifacts-of.js';
import { adapterOf, type Catalog, type CatalogEntry, turnsOf } from './run-catalog.js';
import { runOf, statusOf, stepOf } from './run-of-session.js';
import { openOrNull } from './select-sessions.js';

interface SessionRun extends ListedRun {
  readonly entry: CatalogEntry;
}

/** Records never tell of so many things each. */
const PER_RECORD = 2 ** 16;

/** Sessions as runs. */
export function sessionArchive(catalog: Catalog, env: Env): RunArchive {
  const judge = (entry: CatalogEntry) => statusOf(entry, env.now(), () => stampOf(entry.source)?.mtimeMs ?? null);
  const runs: SessionRun[] = catalog.entries.map((entry) => ({
    run: runOf(entry, judge(entry)),
    folders: entry.cwds,
    entry,
  }));
  const entryOf = ({ run }: ListedRun): CatalogEntry => (runs.find((one) => one.run.id === run.id) as SessionRun).entry;
  const ownTurns = (listed: ListedRun) => turnsOf(catalog, entryOf(listed));
  const events = (listed: ListedRun, query: EventQuery): RunEvent[] => eventsOf(listed.run, entryOf(listed), query);
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

/**
 * What happened in a session, in order of the trace. `seq` is made of the place in the trace: what is appended later gets
 * higher ones.
 */
function eventsOf(run: Run, { source }: CatalogEntry, { afterSeq, types, steps, limit }: EventQuery): RunEvent[] {
  const found: RunEvent[] = [];
  adapterOf(source).history(source, ({ ordinal, n, type, time, turnId, turn, data }) => {
    const seq = ordinal * PER_RECORD + n;
    const step = turn === null ? turnId : stepOf({ id: turnId, index: turn });
    const isWanted =
      (afterSeq === null || seq > afterSeq) &&
      (types.length === 0 || types.includes(type)) &&
      (steps.length === 0 || steps.includes(step ?? '')) &&
      (limit === null || found.length < limit);
    if (!isWanted) return;
    const id = `${run.id}#${ordinal}${n === 0 ? '' : `.${n}`}`;
    found.push({ seq, id, run: run.id, type, time, step, ordinal, data, source: null, raw: null });
  });
  return found;
}

function workTreeOf(folder: string | null): string | null {
  const repository = folder === null || !folder.startsWith('/') ? null : openOrNull(folder);
  const root = repository?.root ?? null;
  repository?.close();
  return root;
}
