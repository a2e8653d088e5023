import { isTerminal } from '../model/run.js';
import type { FlowStore } from '../store/runs-foreign.js';
import type { RunArchive } from './run-archive.js';

/** Runs of another program's store, as they are found there. */
export function foreignArchive(store: FlowStore): RunArchive {
  const runs = store.runs().map((run) => ({ run, folders: run.projectRoot === null ? [] : [run.projectRoot] }));
  return {
    origin: 'store',
    storeId: store.id,
    runs,
    warnings: () => store.warnings,
    complete: ({ run }) => run,
    steps: (_listed, given) => [given],
    events: ({ run }, query) => store.events(run.id, query),
    eventsWithWire: ({ run }, query) => store.eventsWithWire(run.id, query),
    artifacts: ({ run }) => store.artifacts(run.id),
    rootOf: () => store.projectRoot,
    hasChanged: () => store.hasChanged(),
    isOver: ({ run }) => isTerminal(run.status ?? ''),
    close: () => store.close(),
  };
}
