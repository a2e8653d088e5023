import type { Env } from '../env.js';
import type { DiffResult, StateRecord } from '../model/time-travel.js';
import { type FileSide, fileDiff } from '../time-travel/file-diff.js';
import { diffedEdits, lineEdits, removers } from './diff-lines-edits.js';
import { type FileHistory, fileHistory, withHistory } from './file-history.js';
import { repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type NamedContent, readState } from './read-state.js';
import { countCaveats, stateRecords } from './state-records.js';
import { StatsCounter } from './travel-stats.js';

export interface DiffRequest {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly place: Place;
  /** Also what is binary, as whole contents, or over 4 MB. */
  readonly force: boolean;
}

/**
 * How a file differs between two of its states.
 * @throws AiBlameError as `readState` and `logFile`.
 */
export function diffStates(request: DiffRequest, env: Env, progress: Progress): DiffResult {
  const { file, place, force } = request;
  return withHistory(file, place, env, progress, (open) => {
    const history = fileHistory(open, file, place);
    const from = readState(history, request.from);
    const to = readState(history, request.to);
    const { hash } = open.repository.objects;
    const found = fileDiff(sideOf(history, from), sideOf(history, to), hash, {
      force,
      wholeBinaries: force,
      removedBy: removers(history.followed, from.state, to.state),
    });
    const [first, last] = [Math.min(from.number, to.number) + 1, Math.max(from.number, to.number) + 1];
    const passed = stateRecords(history, history.states.slice(first, last));
    const counter = new StatsCounter(open);
    counter.addFile(passed);
    const files = found === null ? [] : [found];
    return {
      schema: 'ai-blame/diff@1',
      repository: repositoryRef(open.repository),
      range: { from: told(from), to: told(to), reversed: from.number > to.number },
      turn: null,
      files,
      edits: diffedEdits(files, editsIn(passed), history.states),
      caveats: countCaveats(passed.flatMap(({ caveats }) => caveats)),
      stats: counter.stats,
      warnings: history.warnings,
    };
  });
}

function told({ ref, state, path }: NamedContent): { ref: string; state: number | null; path: string } {
  return { ref, state: state?.number ?? null, path };
}

function sideOf({ followed }: FileHistory, { path, content, mode, state }: NamedContent): FileSide {
  return { path, content, mode, editOf: lineEdits(followed, state) };
}

function editsIn(records: readonly StateRecord[]): string[] {
  return records.flatMap(({ edit }) => edit ?? []);
}
