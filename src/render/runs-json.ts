import type {
  Run,
  RunArtifact,
  RunArtifactsResult,
  RunEvent,
  RunEventsResult,
  RunResult,
  RunsResult,
} from '../model/run.js';
import { jsonText, orderedWarnings, sortedMap } from './shared-json.js';

/** A page of runs as one document. */
export function runsJson({ schema, origin, runs, nextCursor, warnings }: RunsResult): string {
  return jsonText<RunsResult>({
    schema,
    origin,
    runs: runs.map(orderedRun),
    nextCursor,
    warnings: orderedWarnings(warnings),
  });
}

/** One run a line. */
export function runsNdjson({ runs }: RunsResult): string {
  return lines(runs.map(orderedRun));
}

export function runJson({ schema, origin, run, events, artifacts, warnings }: RunResult): string {
  return jsonText<RunResult>({
    schema,
    origin,
    run: orderedRun(run),
    events: sortedMap(events),
    artifacts,
    warnings: orderedWarnings(warnings),
  });
}

export function runEventsJson({ schema, origin, run, events, warnings }: RunEventsResult): string {
  return jsonText<RunEventsResult>({
    schema,
    origin,
    run,
    events: events.map(orderedEvent),
    warnings: orderedWarnings(warnings),
  });
}

/** One event a line. */
export function runEventsNdjson(events: readonly RunEvent[]): string {
  return lines(events.map(orderedEvent));
}

export function runArtifactsJson({ schema, origin, run, artifacts, warnings }: RunArtifactsResult): string {
  const ordered = artifacts.map(orderedArtifact);
  return jsonText<RunArtifactsResult>({ schema, origin, run, artifacts: ordered, warnings: orderedWarnings(warnings) });
}

/** One artifact a line. */
export function runArtifactsNdjson({ artifacts }: RunArtifactsResult): string {
  return lines(artifacts.map(orderedArtifact));
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function orderedRun(run: Run): Run {
  return {
    id: run.id,
    agent: run.agent,
    session: run.session,
    confidence: run.confidence,
    flowType: run.flowType,
    status: run.status,
    parentRun: run.parentRun,
    projectRoot: run.projectRoot,
    cwd: run.cwd,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    currentStep: run.currentStep,
    title: run.title,
    model: run.model,
    agentVersion: run.agentVersion,
    archived: run.archived,
    error: run.error,
    metadata: run.metadata,
    trace: run.trace && { home: run.trace.home, path: run.trace.path },
    raw: run.raw,
  };
}

function orderedEvent({ seq, id, run, type, time, step, ordinal, data, source, raw }: RunEvent): RunEvent {
  return { seq, id, run, type, time, step, ordinal, data, source, raw };
}

function orderedArtifact(artifact: RunArtifact): RunArtifact {
  const { id, run, kind, path, createdAt, sha256, metadata, state, raw } = artifact;
  return { id, run, kind, path, createdAt, sha256, metadata, state, raw };
}
