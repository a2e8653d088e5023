import type { Env } from '../env.js';
import { located } from '../git/ignored-revs.js';
import type { Repository } from '../git/repository.js';
import { readNamedGrafts } from '../git/stand-ins.js';
import type { BlameReport } from '../model/blame-result.js';
import { blameReport } from './blame-report.js';
import type { BlameRequest } from './blame-request.js';
import { examineFile } from './examine-file.js';
import { openTraces } from './indexed-traces.js';
import { openRepositoryOf } from './open-place.js';
import type { Progress } from './progress.js';
import type { Selection } from './select-traces.js';
import type { SourceLooks } from './source-looks.js';
import { type TraceReader, TracesThemselves } from './trace-reader.js';

/**
 * Who wrote each line of a file.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE, NO_SUCH_REVISION, IS_DIRECTORY, IS_BINARY, TOO_LARGE, OUTSIDE_REPOSITORY, USAGE …
 */
export function blameFile(request: BlameRequest, env: Env, progress: Progress): BlameReport {
  const reader = readerFor(request, env);
  try {
    return blameFrom(request, env, progress, reader).report;
  } finally {
    reader.close();
  }
}

/** Where the traces of an answer are read from. @param looks what was seen in the agents' homes, if that is known. */
export function readerFor({ place, isSealed = false }: BlameRequest, env: Env, looks?: SourceLooks): TraceReader {
  return isSealed ? new TracesThemselves(place.directory) : openTraces(place, env, looks);
}

/**
 * As `blameFile`.
 * @param reader where the traces are read from; it stays open.
 * @returns the answer, and the traces that it was drawn from.
 */
export function blameFrom(
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
): { readonly report: BlameReport; readonly selection: Selection } {
  const repository = openRepositoryOf(request.file, request.place, env);
  try {
    return blameIn(repository, request, env, progress, reader);
  } finally {
    progress.end();
    repository.close();
  }
}

function blameIn(
  repository: Repository,
  request: BlameRequest,
  env: Env,
  progress: Progress,
  reader: TraceReader,
): { readonly report: BlameReport; readonly selection: Selection } {
  const isBounded = request.force !== true;
  if (request.graftsFile !== undefined) {
    repository.objects.graft(readNamedGrafts(located(repository, request.place.directory, request.graftsFile)));
  }
  const evidence = examineFile(repository, request, env, progress, reader, null, null, isBounded);
  return { report: blameReport(repository, request, evidence), selection: evidence.timelines.selection };
}
