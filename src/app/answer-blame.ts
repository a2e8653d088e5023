import type { Env } from '../env.js';
import { observing } from '../git/disk.js';
import type { BlameReport } from '../model/blame-result.js';
import type { BlameRequest } from './blame-file.js';
import { homesOf } from './homes-of.js';
import { openTraces } from './indexed-traces.js';
import { KeptBlame, keepBlame, questionOf } from './kept-answers.js';
import type { Progress } from './progress.js';
import type { TraceReader } from './trace-reader.js';

/**
 * Who wrote each line of a file: as it was answered before, where nothing that the answer rests on has changed since; else as it is
 * worked out now. The engine is loaded only for that.
 * @throws AiBlameError as `blameFile`.
 */
export async function answerBlame(request: BlameRequest, env: Env, progress: Progress): Promise<BlameReport> {
  const reader = openTraces(request.place, env);
  try {
    return await answerFrom(request, env, progress, reader);
  } finally {
    progress.end();
    reader.close();
  }
}

async function answerFrom(
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
): Promise<BlameReport> {
  const { answers } = reader;
  const homes = homesOf(request.place, env);
  const question =
    answers === null
      ? null
      : questionOf(
          request,
          homes.flatMap((each) => each.homes),
          env,
        );
  const stamps = answers === null ? null : stampsOf(homes, reader, progress);
  if (answers === null || question === null || stamps === null) {
    const { blameFrom } = await import('./blame-file.js');
    return blameFrom(request, env, progress, reader).report;
  }
  const kept = KeptBlame.find(answers, question);
  if (kept?.hasStamps(stamps)) return kept.report();
  const { bearingOf, selectTracesFor } = await import('./select-traces.js');
  if (kept !== null) {
    const selection = selectTracesFor(request.file, request.place, env, reader, progress);
    if (kept.hasBearing(bearingOf(selection, reader), stamps)) return kept.report();
  }
  const { blameFrom } = await import('./blame-file.js');
  const { result, observations } = observing(env.now, () => blameFrom(request, env, progress, reader));
  const bearing = bearingOf(result.selection, reader);
  if (bearing !== null) keepBlame(answers, question, result.report, observations, { stamps, bearing });
  return result.report;
}

/** One text for the sources of all agents; null where it is not known what one of them holds. */
function stampsOf(homes: ReturnType<typeof homesOf>, reader: TraceReader, progress: Progress): string | null {
  const stamps = homes.map((each) => reader.stamps(each.adapter, each.homes, progress));
  return stamps.includes(null) ? null : stamps.join(' ');
}
