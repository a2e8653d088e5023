import type { Warning } from './diagnostic.js';
import type { JsonValue } from './json-value.js';
import type { AnswerOrigin } from './session-list.js';

/** What a run can have come to (formats/run-history.md, 1). A foreign store may hold others: they are told as they are. */
export const RUN_STATUSES = [
  'pending',
  'running',
  'paused',
  'stopping',
  'stopped',
  'completed',
  'failed',
  'superseded',
] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];

const TERMINAL: readonly string[] = ['completed', 'failed', 'stopped', 'superseded'] satisfies RunStatus[];

/** Whether a run in this status has come to its end. */
export function isTerminal(status: string): boolean {
  return TERMINAL.includes(status);
}

/** Kinds of events that some version knows: ours, and those of Codex Autorunner's store (formats/run-history.md, 1 and 4). */
export const EVENT_TYPES = [
  'agent_failed',
  'agent_message_complete',
  'agent_stream_delta',
  'app_hook_result',
  'app_hook_started',
  'app_server_event',
  'approval_requested',
  'context_compacted',
  'diff_updated',
  'file_edit',
  'flow_completed',
  'flow_failed',
  'flow_resumed',
  'flow_started',
  'flow_stopped',
  'plan_updated',
  'run_cancelled',
  'run_finished',
  'run_no_progress',
  'run_started',
  'run_state_changed',
  'run_timeout',
  'snapshot_taken',
  'step_completed',
  'step_failed',
  'step_progress',
  'step_started',
  'thread_rolled_back',
  'token_usage',
  'tool_call',
  'tool_result',
  'user_message',
] as const;

/** Columns of a foreign row that could not be read as what they should be, as they are. */
export type RawColumns = Readonly<Record<string, string | number | null>>;

/** One run: a session of an agent, or one of a foreign store. */
export interface Run {
  /** `<agent>:<session id>`, or the foreign store's own id. */
  readonly id: string;
  readonly agent: string | null;
  /** Id of the session, and how its being this run's is known: `none` where nothing ties one to it. */
  readonly session: string | null;
  readonly confidence: 'exact' | 'heuristic' | 'none';
  /** Ours: `session`, `subagent` or `exec`. */
  readonly flowType: string | null;
  readonly status: string | null;
  readonly parentRun: string | null;
  /** The work tree that holds `cwd`, if there still is one. */
  readonly projectRoot: string | null;
  readonly cwd: string | null;
  /** ISO 8601 UTC with milliseconds. */
  readonly createdAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Id of the turn under way, its number where it has no id; null where none is. */
  readonly currentStep: string | null;
  readonly title: string | null;
  readonly model: string | null;
  readonly agentVersion: string | null;
  readonly archived: boolean;
  readonly error: string | null;
  readonly metadata: JsonValue;
  readonly trace: { readonly home: string; readonly path: string } | null;
  readonly raw: RawColumns | null;
}

export interface RunEvent {
  /** Rises in the order in which events became known; has gaps; good only together with the database that it came from. */
  readonly seq: number;
  /** `<run id>#<ordinal>[.<n>]`, or the foreign store's own id. */
  readonly id: string;
  readonly run: string | null;
  readonly type: string | null;
  readonly time: string | null;
  /** The turn: its id, else its number. */
  readonly step: string | null;
  /** Number of the record in the trace, from 1. */
  readonly ordinal: number | null;
  readonly data: JsonValue;
  /** Where a foreign store keeps it, where that was asked for: a table, or an archive's file. */
  readonly source: string | null;
  readonly raw: RawColumns | null;
}

/** What a run left behind. */
export interface RunArtifact {
  readonly id: string;
  readonly run: string | null;
  /** Ours: `rollout`, `ghost_commit`, `patch`. */
  readonly kind: string | null;
  /** Absolute, relative to the project root, `git:<commit>` or `trace:<source>#<ordinal>`. */
  readonly path: string | null;
  readonly createdAt: string | null;
  readonly sha256: string | null;
  readonly metadata: JsonValue;
  /** What became of it; null where that was not asked. */
  readonly state: ArtifactState | null;
  readonly raw: RawColumns | null;
}

export type ArtifactState = 'present' | 'missing' | 'changed';

export interface RunsResult {
  readonly schema: 'ai-blame/runs@1';
  readonly origin: RunOrigin;
  readonly runs: readonly Run[];
  readonly nextCursor: string | null;
  readonly warnings: readonly Warning[];
}

/** `store`: a foreign database. */
export type RunOrigin = AnswerOrigin | 'store';

export interface RunResult {
  readonly schema: 'ai-blame/run@1';
  readonly origin: RunOrigin;
  readonly run: Run;
  /** How many events there are of each type, by name of the type; and how many artifacts. */
  readonly events: Readonly<Record<string, number>>;
  readonly artifacts: number;
  readonly warnings: readonly Warning[];
}

export interface RunEventsResult {
  readonly schema: 'ai-blame/run-events@1';
  readonly origin: RunOrigin;
  readonly run: string;
  readonly events: readonly RunEvent[];
  readonly warnings: readonly Warning[];
}

export interface RunArtifactsResult {
  readonly schema: 'ai-blame/run-artifacts@1';
  readonly origin: RunOrigin;
  readonly run: string;
  readonly artifacts: readonly RunArtifact[];
  readonly warnings: readonly Warning[];
}
