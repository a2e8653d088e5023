import type { Env } from '../env.js';
import type { RunArtifact, RunArtifactsResult, RunEventsResult, RunResult } from '../model/run.js';
import type { EventQuery } from '../store/runs-foreign.js';
import type { Progress } from './progress.js';
import type { ListedRun, RunArchive } from './run-archive.js';
import { artifactState } from './run-artifact-state.js';
import { findRun, openRuns, type RunQuery } from './run-query.js';

export interface RunEventsRequest extends RunQuery {
  readonly afterSeq: number | null;
  readonly types: readonly string[];
  /** A turn: its id, or its number; null: all. */
  readonly step: string | null;
  readonly limit: number | null;
  /** Also what a foreign store keeps apart. */
  readonly withWire: boolean;
}

export interface RunArtifactsRequest extends RunQuery {
  readonly kinds: readonly string[];
  /** Look what became of each. */
  readonly check: boolean;
}

/** One run, and how much there is of it. @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS, UNREADABLE. */
export function showRun(request: RunQuery, env: Env, progress: Progress): RunResult {
  return withRun(request, env, progress, (archive, listed) => {
    const counts: Record<string, number> = {};
    const all = { afterSeq: null, types: [], steps: [], limit: null };
    for (const { type } of archive.events(listed, all)) {
      const name = type ?? '';
      counts[name] = (counts[name] ?? 0) + 1;
    }
    const events = Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
    const artifacts = archive.artifacts(listed).length;
    const run = archive.complete(listed);
    const warnings = archive.warnings();
    return { schema: 'ai-blame/run@1', origin: archive.origin, run, events, artifacts, warnings };
  });
}

/** What happened in a run. @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS, UNREADABLE. */
export function runEvents(request: RunEventsRequest, env: Env, progress: Progress): RunEventsResult {
  return withRun(request, env, progress, (archive, listed) => {
    const query = queryOf(request, archive, listed);
    const events = request.withWire ? archive.eventsWithWire(listed, query) : archive.events(listed, query);
    const warnings = archive.warnings();
    return { schema: 'ai-blame/run-events@1', origin: archive.origin, run: listed.run.id, events, warnings };
  });
}

/** What a run left. @throws AiBlameError NO_SUCH_SESSION, AMBIGUOUS, UNREADABLE. */
export function runArtifacts(request: RunArtifactsRequest, env: Env, progress: Progress): RunArtifactsResult {
  return withRun(request, env, progress, (archive, listed) => {
    const { kinds, check, place } = request;
    const found = archive
      .artifacts(listed)
      .filter(({ kind }) => kinds.length === 0 || (kind !== null && kinds.includes(kind)));
    const root = archive.rootOf(listed);
    const context = { root, repositoryAt: root ?? place.directory, trace: listed.run.trace };
    const checked = (one: RunArtifact): RunArtifact => ({ ...one, state: artifactState(one, context) });
    return {
      schema: 'ai-blame/run-artifacts@1',
      origin: archive.origin,
      run: listed.run.id,
      artifacts: check ? found.map(checked) : found,
      warnings: archive.warnings(),
    };
  });
}

export function queryOf(request: RunEventsRequest, archive: RunArchive, listed: ListedRun): EventQuery {
  const { afterSeq, types, step, limit } = request;
  return { afterSeq, types, steps: step === null ? [] : archive.steps(listed, step), limit };
}

function withRun<T>(
  request: RunQuery,
  env: Env,
  progress: Progress,
  ask: (archive: RunArchive, listed: ListedRun) => T,
): T {
  const archive = openRuns(request, env, progress);
  try {
    return ask(archive, findRun(archive, request));
  } finally {
    progress.end();
    archive.close();
  }
}
