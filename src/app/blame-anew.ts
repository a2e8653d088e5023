import type { SourceProbe } from '../agents/agent-adapter.js';
import type { Env } from '../env.js';
import { observing } from '../git/disk.js';
import type { BlameReport } from '../model/blame-result.js';
import type { Answers } from '../store/answers.js';
import { blameFrom, readerFor } from './blame-file.js';
import type { BlameRequest } from './blame-request.js';
import { homesOf } from './homes-of.js';
import { type KeptBlame, keepBlame, type TraceState } from './kept-answers.js';
import type { Progress } from './progress.js';
import { bearingOf, bearsAny, type Selection, selectTracesFor } from './select-traces.js';
import {
  areSettled,
  keepLooksOf,
  placeOfSource,
  type SourceLook,
  type SourceLooks,
  setOf,
  stateOf,
} from './source-looks.js';
import type { TraceReader } from './trace-reader.js';

/** What the second thread does is in the file that the first one loads for a blame. */
export { workBeside } from '../threads/work-beside.js';

/** Where an answer is kept, and the one that was. */
interface Keeping {
  readonly answers: Answers;
  readonly question: string;
  readonly kept: KeptBlame | null;
  /** What was seen in the agents' homes before anything was read. */
  readonly looks: SourceLooks;
}

/** The agents' homes, and what was seen in them, in the same order. */
interface Searched {
  readonly searched: ReturnType<typeof homesOf>;
  readonly seen: readonly SourceLook[];
}

/**
 * Who wrote each line of a file, where a source has changed since it was answered before, or it never was: the same answer where
 * what changed is no matter of it, else as it is worked out now, which is kept for the next time.
 * @param keeping null: no answer is kept.
 * @throws AiBlameError as `blameFile`.
 */
export function blameAnew(request: BlameRequest, env: Env, progress: Progress, keeping: Keeping | null): BlameReport {
  const searched = keeping === null ? [] : homesOf(request.place, env);
  const seen = searched.flatMap(({ adapter, homes }) => keeping?.looks.of(adapter, homes) ?? []);
  const reader = readerFor(request, env, keeping?.looks);
  try {
    if (keeping === null || !reader.keepsAnswers) return blameFrom(request, env, progress, reader).report;
    const report = answerFrom(request, env, progress, reader, { ...keeping, searched, seen });
    // Another process may have been told meanwhile that no texts are to be kept.
    if (!reader.keepsAnswers) forgetAll(keeping.answers);
    return report;
  } finally {
    progress.end();
    reader.close();
  }
}

function forgetAll(answers: Answers): void {
  try {
    answers.forgetAll();
  } catch {
    // What cannot be deleted could not be written either.
  }
}

function answerFrom(
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
  { answers, question, kept, searched, seen }: Keeping & Searched,
): BlameReport {
  const { file, place } = request;
  // Before anything is read by way of the index: what another process writes to it from now on counts as changed.
  const mark = reader.mark(searched, progress);
  const set = setOf(seen);
  // Where a source changed a moment ago, another change might not show: this answer holds now, and is not kept.
  const state = areSettled(seen) ? stateOf(seen) : null;
  if (mark !== null && state !== null) {
    keepLooksOf(answers, state, seen);
    answers.keepGrowing(state, reader.growing());
  }
  const since = kept?.since ?? null;
  if (kept !== null && since !== null && mark !== null && since.set === set) {
    const changed = reader.changedSince(since.mark, searched);
    if (changed !== null && isNoMatter(changed, since.bearers, request, env)) {
      if (state !== null) kept.renew({ state, since: { ...since, mark } });
      return kept.report();
    }
  }
  const sinceOf = (selection: Selection): TraceState['since'] => {
    return mark === null ? null : { mark, set, bearers: bearersOf(selection) };
  };
  if (kept !== null) {
    const selection = selectTracesFor(file, place, env, reader, progress);
    if (kept.hasBearing(bearingOf(selection, reader))) {
      if (state !== null) kept.renew({ state, since: sinceOf(selection) });
      return kept.report();
    }
  }
  if (state === null) return blameFrom(request, env, progress, reader).report;
  const { result, observations } = observing(env.now, () => blameFrom(request, env, progress, reader));
  const bearing = bearingOf(result.selection, reader);
  if (bearing !== null) {
    keepBlame(answers, question, result.report, observations, { state, since: sinceOf(result.selection), bearing });
  }
  return result.report;
}

/** Whether none of these sources bears on the repository, or did so before. */
function isNoMatter(
  changed: readonly SourceProbe[],
  bearers: readonly string[] | null,
  { file, place }: BlameRequest,
  env: Env,
): boolean {
  if (bearers === null) return false;
  if (changed.length === 0) return true;
  if (bearers.length === 0) return false;
  const known = new Set(bearers);
  return changed.every((probe) => !known.has(placeOfSource(probe.source))) && !bearsAny(file, place, env, changed);
}

/** @returns null where which sources bear on the repository, and how, depends on others, and on when they were written. */
function bearersOf({ traces }: Selection): readonly string[] | null {
  if (traces.some(({ source }) => source.derive !== null)) return null;
  return traces.map(({ source }) => placeOfSource(source.probe.source));
}
