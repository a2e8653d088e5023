import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { ShowResult } from '../model/time-travel.js';
import { isBinary, isTooLarge } from '../time-travel/file-diff.js';
import { type FileHistory, fileHistory, withHistory } from './file-history.js';
import { repositoryRef } from './open-place.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { type NamedContent, readState } from './read-state.js';
import { stateLines } from './state-lines.js';
import { countCaveats, stateRecords } from './state-records.js';
import { StatsCounter } from './travel-stats.js';

export interface ShowRequest {
  readonly file: string;
  readonly ref: string;
  readonly place: Place;
  /** Also what is binary, or over 4 MB. */
  readonly force: boolean;
  /** Also who wrote each line. Not given: no. */
  readonly withLines?: boolean;
}

/**
 * What a file held in one of its states.
 * @throws AiBlameError NO_SUCH_STATE, AMBIGUOUS, NO_SUCH_FILE (it was deleted), CONTENT_UNKNOWN, OBJECT_MISSING, IS_BINARY, TOO_LARGE;
 * as `logFile`.
 */
export function showState(request: ShowRequest, env: Env, progress: Progress): ShowResult {
  const { file, place } = request;
  return withHistory(file, place, env, progress, (open) => showIn(fileHistory(open, file, place), request, env));
}

/** As `showState`, of a file whose history is known. */
export function showIn(
  history: FileHistory,
  { file, ref, place, force, withLines = false }: ShowRequest,
  env: Env,
): ShowResult {
  const shown = readState(history, ref);
  const { content, state } = shown;
  if (content === null) throw notThere(history, shown);
  if (!force) refuse(content, `${file}@${ref}`);
  const [record = null] = state === null ? [] : stateRecords(history, [state]);
  const counter = new StatsCounter(history);
  counter.addFile(record === null ? [] : [record]);
  return {
    schema: 'ai-blame/show@1',
    repository: repositoryRef(history.repository),
    path: shown.path,
    ref,
    state: state?.number ?? null,
    content,
    record,
    edit: state?.edit ?? null,
    ...(withLines ? { authors: stateLines(history, shown, place, env) } : {}),
    caveats: countCaveats(record?.caveats ?? []),
    stats: counter.stats,
    warnings: history.warnings,
  };
}

function refuse(content: Buffer, named: string): void {
  const hint = '--force writes it all the same';
  if (isBinary(content)) {
    throw new AiBlameError('IS_BINARY', `${named} is binary: ${content.length} bytes`, { hint });
  }
  if (isTooLarge(content)) {
    throw new AiBlameError('TOO_LARGE', `${named} is over 4 MB: ${content.length} bytes`, { hint });
  }
}

function notThere({ states, path }: FileHistory, { ref, state, number }: NamedContent): AiBlameError {
  if (state === null && ref.startsWith('HEAD'))
    return new AiBlameError('NO_SUCH_FILE', `There is no file ${path} in ${ref}`);
  const last = states.slice(0, number + 1).findLast((one) => one.presence !== 'absent');
  const gone = last === undefined ? undefined : states[last.number + 1];
  if (gone === undefined) return new AiBlameError('NO_SUCH_FILE', `${path}@${ref}: the file was not there yet`);
  const by =
    gone.edit !== null
      ? `deleted by edit ${gone.edit.id}`
      : gone.commit !== null
        ? `deleted by commit ${gone.commit}`
        : 'deleted by nobody that a trace knows';
  const hint = { hint: `${path}@${last?.number} is what it held last` };
  return new AiBlameError('NO_SUCH_FILE', `${path}@${ref}: the file was ${by}`, hint);
}
