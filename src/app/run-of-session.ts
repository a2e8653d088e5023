import { createHash } from 'node:crypto';
import type { JsonValue } from '../model/json-value.js';
import { isTerminal, type Run, type RunStatus } from '../model/run.js';
import type { Turn } from '../model/session.js';
import type { SessionSummary } from '../model/session-summary.js';
import type { CatalogEntry } from './run-catalog.js';

/** A turn without an end counts as under way as long as its source changed within this time (formats/run-history.md, 4). */
const STALE_MS = 30 * 60_000;

const STATUS: Readonly<Record<Exclude<SessionSummary['lastTurn'], 'open'>, RunStatus>> = {
  none: 'pending',
  completed: 'completed',
  aborted: 'stopped',
  failed: 'failed',
};

export interface JudgedStatus {
  readonly status: RunStatus;
  /** No record tells it. */
  readonly isInferred: boolean;
}

/**
 * What a session came to, as far as its trace and the clock tell. Judged when it is asked: what runs now has ended later.
 * @param changedAt of the source, in milliseconds since 1970; null where it is gone. Asked only where it matters.
 */
export function statusOf(entry: CatalogEntry, now: number, changedAt: () => number | null): JudgedStatus {
  if (entry.isSuperseded) return { status: 'superseded', isInferred: false };
  const { lastTurn } = entry.summary;
  if (lastTurn !== 'open') return { status: STATUS[lastTurn], isInferred: false };
  const changed = changedAt();
  // A time far in the future tells as little as one long ago.
  const isFresh = changed !== null && Math.abs(now - changed) <= STALE_MS;
  return isFresh ? { status: 'running', isInferred: false } : { status: 'stopped', isInferred: true };
}

/** `<agent>:<session id>`; of an older copy of a session `~` and a digest of its path follow. */
function runId({ session, source, isSuperseded }: CatalogEntry): string {
  const id = `${session.agent}:${session.id}`;
  return isSuperseded ? `${id}~${createHash('sha256').update(source.path).digest('hex').slice(0, 8)}` : id;
}

/** A session as a run. Its project root is left to be found. */
export function runOf(entry: CatalogEntry, { status, isInferred }: JudgedStatus): Run {
  const { session, source, summary } = entry;
  const isOver = isTerminal(status);
  return {
    id: runId(entry),
    agent: session.agent,
    session: session.id,
    confidence: 'exact',
    flowType: flowTypeOf(entry),
    status,
    parentRun: session.parentId === null ? null : `${session.agent}:${session.parentId}`,
    projectRoot: null,
    cwd: session.cwd,
    createdAt: summary.createdAt,
    startedAt: summary.turns === 0 ? null : (session.startedAt ?? summary.createdAt),
    finishedAt: isOver ? summary.updatedAt : null,
    currentStep: null,
    title: summary.title,
    model: summary.model,
    agentVersion: session.agentVersion,
    archived: summary.archived,
    error: null,
    metadata: metadataOf(entry, isInferred),
    trace: { home: source.home, path: source.path },
    raw: null,
  };
}

/** The id of a turn, else its number. */
export function stepOf({ id, index }: Pick<Turn, 'id' | 'index'>): string {
  return id ?? String(index);
}

function flowTypeOf({ session, summary }: CatalogEntry): string {
  if (session.parentId !== null || summary.source === 'subagent') return 'subagent';
  return summary.source === 'exec' ? 'exec' : 'session';
}

function metadataOf({ session, summary }: CatalogEntry, isInferred: boolean): JsonValue {
  const told = {
    turns: summary.turns,
    tokens: summary.tokens,
    source: summary.source,
    forkedFrom: session.forkedFrom,
  };
  return isInferred ? { ...told, inferred: true } : told;
}
