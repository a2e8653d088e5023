import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { IndexResult, IndexStatus } from '../model/index-result.js';
import { Answers } from '../store/answers.js';
import { indexLocation } from '../store/index-file.js';
import { bringUpToDate } from '../store/index-pass.js';
import { bytesOf, failuresOf, indexExists, statusOf, totalsOf } from '../store/index-report.js';
import { isStale } from '../store/index-stale.js';
import { backfillState } from '../store/index-state.js';
import { withIndexTrouble } from '../store/index-trouble.js';
import { clearIndex, type IndexDatabase, isOurIndex, keepPreviews } from '../store/open-index.js';
import { foundSessions } from './found-sessions.js';
import { homesOf } from './homes-of.js';
import { indexHistories } from './index-histories.js';
import { openChosenIndex, requiredDriver } from './index-opening.js';
import { indexingProgress } from './indexing-progress.js';
import { note } from './notes.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';
import { sharedScans } from './share-reading.js';
import { collectByOneThread, keepOldGenerationSmall } from './small-heap.js';

export interface IndexRequest {
  readonly place: Place;
  /** Read everything anew. */
  readonly full: boolean;
  readonly retryFailed: boolean;
  /** Keep no free text. null: as the index was made. */
  readonly previews: boolean | null;
}

/**
 * Brings the index up to date with all traces.
 * @throws AiBlameError with exit code 4: LOCKED where another process is at it.
 */
export function buildIndex(request: IndexRequest, env: Env, progress: Progress): IndexResult {
  if (env.ownsProcess) {
    keepOldGenerationSmall();
    collectByOneThread();
  }
  const index = openChosenIndex(fileOf(request.place), env);
  try {
    return withIndexTrouble(index.file, () => {
      if (request.previews === null || request.previews === index.previews)
        return passOver(index, request, env, progress);
      keepPreviews(index, request.previews);
      return passOver({ ...index, previews: request.previews }, request, env, progress);
    });
  } finally {
    progress.end();
    index.close();
  }
}

/**
 * Makes the index anew, whatever became of it.
 * @throws AiBlameError with exit code 4, also where the file is another program's.
 */
export function rebuildIndex(request: IndexRequest, env: Env, progress: Progress): IndexResult {
  const { file } = indexLocation(env, fileOf(request.place));
  if (!indexExists(file) || !isOurIndex(file, requiredDriver())) return buildIndex(request, env, progress);
  const previews = clearIndex(file, requiredDriver());
  return buildIndex({ ...request, previews: request.previews ?? previews }, env, progress);
}

/** What the index holds. Makes none where there is none. @throws AiBlameError with exit code 4. */
export function indexStatus(place: Place, env: Env): IndexStatus {
  const { file } = indexLocation(env, fileOf(place));
  if (!indexExists(file)) {
    return {
      schema: 'ai-blame/index-status@1',
      file,
      exists: false,
      stale: false,
      status: 'pending',
      lastWatermark: null,
      lastSuccessAt: null,
      updatedAt: null,
      durationMs: null,
      indexing: null,
      previews: true,
      totals: { ok: 0, partial: 0, failed: 0 },
      edits: 0,
      homes: [],
      failures: [],
      bytes: 0,
    };
  }
  const index = openChosenIndex(fileOf(place), env);
  try {
    return withIndexTrouble(file, () => {
      const isBehind = homesOf(place, env).some(({ adapter, homes }) => {
        return isStale(index.database, { adapter, homes, ...foundSessions(adapter, homes) });
      });
      const { unknownStatus } = backfillState(index.database);
      if (unknownStatus !== null)
        note(`The state of the index, "${unknownStatus}", is unknown: it counts as pending`, env);
      if (isBehind) note('Traces have changed since they were read: ai-blame index brings the index up to date', env);
      return statusOf(index, env.now(), isBehind);
    });
  } finally {
    index.close();
  }
}

/** The file that the person named, or null. That no index is to be used makes no sense of a command about it. */
export function fileOf({ index }: Place): string | null {
  return index?.file ?? null;
}

function passOver(index: IndexDatabase, request: IndexRequest, env: Env, progress: Progress): IndexResult {
  const begun = env.now();
  // Whoever has everything read anew believes nothing that came of it.
  if (request.full) new Answers(index.file).forgetAll();
  const counts = { read: 0, continued: 0, removed: 0 };
  for (const { adapter, homes } of homesOf(request.place, env)) {
    const { sources, stamps, warnings } = foundSessions(adapter, homes);
    for (const { message, subject } of warnings) note(`${message}: ${subject ?? adapter.id}`, env);
    const report = bringUpToDate(
      index,
      { adapter, homes, sources, stamps },
      {
        now: env.now,
        full: request.full,
        retryFailed: request.retryFailed,
        sharing: sharedScans,
        progress: indexingProgress(progress, env.now),
      },
    );
    if (report.outcome === 'busy' || report.outcome === 'lost') {
      const who = report.holder === null ? 'another process' : `process ${report.holder.pid}`;
      throw new AiBlameError('LOCKED', `The index ${index.file} is busy: ${who} is indexing`, {
        hint: 'try again later',
      });
    }
    if (report.outcome === 'read-only') {
      throw new AiBlameError('NOT_WRITABLE', `The index ${index.file} was made by a newer ai-blame: it is only read`, {
        hint: 'ai-blame index rebuild makes it anew',
      });
    }
    indexHistories(index, adapter, homes, sources, env.now, progress);
    counts.read += report.read - report.continued;
    counts.continued += report.continued;
    counts.removed += report.removed;
  }
  const { database, file } = index;
  return {
    schema: 'ai-blame/index@1',
    file,
    ...counts,
    totals: totalsOf(database),
    failures: failuresOf(database),
    bytes: bytesOf(file),
    durationMs: env.now() - begun,
  };
}
