import type { Env } from '../env.js';
import { observing } from '../git/disk.js';
import type { BlameReport } from '../model/blame-result.js';
import type { Answers } from '../store/answers.js';
import { type BlameRequest, blameFrom } from './blame-file.js';
import { openTraces } from './indexed-traces.js';
import { type KeptBlame, keepBlame } from './kept-answers.js';
import type { Progress } from './progress.js';
import { searchedHomes } from './searched-homes.js';
import { bearingOf, selectTracesFor } from './select-traces.js';
import { areSettled, type SourceLooks, stateOf } from './source-looks.js';
import type { TraceReader } from './trace-reader.js';

/** Where an answer is kept, and the one that was. */
interface Keeping {
  readonly answers: Answers;
  readonly question: Buffer;
  readonly kept: KeptBlame | null;
  /** What was seen in the agents' homes before anything was read. */
  readonly looks: SourceLooks;
}

/**
 * Who wrote each line of a file, where a source has changed since it was answered before, or it never was: the same answer where
 * what changed is no matter of it, else as it is worked out now, which is kept for the next time.
 * @param keeping null: no answer is kept.
 * @throws AiBlameError as `blameFile`.
 */
export function blameAnew(request: BlameRequest, env: Env, progress: Progress, keeping: Keeping | null): BlameReport {
  const reader = openTraces(request.place, env, keeping?.looks);
  try {
    if (keeping === null || !reader.keepsAnswers) return blameFrom(request, env, progress, reader).report;
    return answerFrom(request, env, progress, reader, keeping);
  } finally {
    progress.end();
    reader.close();
  }
}

function answerFrom(
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
  { answers, question, kept, looks }: Keeping,
): BlameReport {
  const seen = searchedHomes(request.place, env).map(({ finder, homes }) => looks.of(finder, homes));
  // Where a source changed a moment ago, another change might not show: this answer holds now, and is not kept.
  const state = areSettled(seen) ? stateOf(seen) : null;
  if (kept !== null) {
    const selection = selectTracesFor(request.file, request.place, env, reader, progress);
    if (kept.hasBearing(bearingOf(selection, reader), state)) return kept.report();
  }
  if (state === null) return blameFrom(request, env, progress, reader).report;
  const { result, observations } = observing(env.now, () => blameFrom(request, env, progress, reader));
  const bearing = bearingOf(result.selection, reader);
  if (bearing !== null) keepBlame(answers, question, result.report, observations, { state, bearing });
  return result.report;
}
