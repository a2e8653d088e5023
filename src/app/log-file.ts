import type { Env } from '../env.js';
import type { EditRecord } from '../model/edit-record.js';
import type { LogResult } from '../model/time-travel.js';
import type { FileState } from '../time-travel/file-states.js';
import { type FileHistory, fileHistory, withHistory } from './file-history.js';
import { repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { countCaveats, stateRecords } from './state-records.js';
import { StatsCounter } from './travel-stats.js';

export interface LogRequest {
  readonly file: string;
  readonly place: Place;
  /** Work of sub-agents and forks is credited to the sessions that they come from. */
  readonly isRolledUp: boolean;
}

/**
 * Every state of a file.
 * @throws AiBlameError NOT_TRACED, NO_SUCH_FILE, IS_DIRECTORY, NO_REPOSITORY, OUTSIDE_REPOSITORY.
 */
export function logFile({ file, place, isRolledUp }: LogRequest, env: Env, progress: Progress): LogResult {
  return withHistory(file, place, env, progress, (open) => {
    return logOf(fileHistory(open, file, place), isRolledUp);
  });
}

/** Every state of a file whose history is known. */
export function logOf(history: FileHistory, isRolledUp: boolean): LogResult {
  const states = stateRecords(history, history.states, isRolledUp);
  const counter = new StatsCounter(history);
  counter.addFile(states);
  return {
    schema: 'ai-blame/log@1',
    repository: repositoryRef(history.repository),
    path: history.path,
    states,
    edits: editsOf(history.states),
    caveats: countCaveats(states.flatMap(({ caveats }) => caveats)),
    stats: counter.stats,
    warnings: history.warnings,
  };
}

/** By id. */
export function editsOf(states: readonly FileState[]): Record<string, EditRecord> {
  return Object.fromEntries(states.flatMap(({ edit }) => (edit === null ? [] : [[edit.id, edit]])));
}
