import type { Session, TraceSource } from '../../model/session.js';
import type { SessionSummary } from '../../model/session-summary.js';
import type { SessionTrace, SourceProbe, SourceScan } from '../agent-adapter.js';
import { redact } from '../redact.js';
import { probeSource } from './session-probe.js';
import { readSession } from './session-reader.js';

/**
 * All that an index keeps of a source.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function scanSession(source: TraceSource): SourceScan {
  const probe = probeSource(source);
  const trace = readSession(source);
  const { session, turns, events, warnings } = trace;
  const sessions = sessionsOf(trace);
  return {
    probe,
    summary: summaryOf(probe, trace),
    session,
    sessions,
    turns,
    events,
    replaced: [],
    warnings,
    resume: null,
  };
}

function sessionsOf({ session, turns, events }: SessionTrace): Session[] {
  return [...new Set([session, ...turns.map((turn) => turn.session), ...events.map((event) => event.session)])];
}

function summaryOf(probe: SourceProbe, { source, session, turns, events }: SessionTrace): SessionSummary {
  const title = turns[0] === undefined ? null : redact(turns[0].prompt);
  return {
    title,
    firstMessage: title,
    turns: turns.filter((turn) => turn.session === session).length,
    archived: source.path.startsWith('archived_sessions/'),
    createdAt: session.startedAt,
    updatedAt: probe.lastTime,
    model: events.at(-1)?.model ?? null,
    tokens: null,
    source: null,
    lastTurn: turns.length === 0 ? 'none' : 'open',
  };
}

/** Of a source that cannot be read. */
export function emptySummary(source: TraceSource): SessionSummary {
  return {
    title: null,
    firstMessage: null,
    turns: 0,
    archived: source.path.startsWith('archived_sessions/'),
    createdAt: null,
    updatedAt: null,
    model: null,
    tokens: null,
    source: null,
    lastTurn: 'none',
  };
}
