import { resolve } from 'node:path';
import type { Env } from '../env.js';
import { FlowStore } from '../store/runs-foreign.js';
import { openCatalog } from './open-catalog.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import type { ListedRun, RunArchive } from './run-archive.js';
import { foreignArchive } from './run-archive-foreign.js';
import { sessionArchive } from './run-archive-sessions.js';
import { oneEntry } from './show-session.js';

/** Where runs are asked for. */
export interface RunPlace {
  readonly place: Place;
  /** Absolute path of a foreign store; null: the sessions of the place. */
  readonly store: string | null;
}

/** Which run is asked for. */
export interface RunQuery extends RunPlace {
  /** Its id, with or without the agent's name, or how it begins. */
  readonly run: string;
}

/** @throws AiBlameError UNREADABLE where the store cannot be read. */
export function openRuns({ place, store }: RunPlace, env: Env, progress: Progress): RunArchive {
  return store === null
    ? sessionArchive(openCatalog(place, env, progress), env)
    : foreignArchive(new FlowStore(resolve(place.directory, store)));
}

/** @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS. */
export function findRun(archive: RunArchive, { run }: RunQuery): ListedRun {
  return oneEntry(archive.runs, run, ({ run: { id } }) => id, 'run');
}
