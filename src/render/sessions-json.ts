import type { SessionEntry, SessionResult, SessionRow, SessionsResult } from '../model/session-list.js';
import { jsonText, orderedWarnings } from './shared-json.js';

/** A page of sessions as one document. */
export function sessionsJson({ schema, origin, sessions, nextCursor, summary, warnings }: SessionsResult): string {
  return jsonText<SessionsResult>({
    schema,
    origin,
    sessions: sessions.map(orderedRow),
    nextCursor,
    summary: { matching: summary.matching, withoutMessage: summary.withoutMessage },
    warnings: orderedWarnings(warnings),
  });
}

/** One session a line. */
export function sessionsNdjson({ sessions }: SessionsResult): string {
  return sessions.map((session) => `${JSON.stringify(orderedRow(session))}\n`).join('');
}

export function sessionJson(result: SessionResult): string {
  return jsonText<SessionResult>({
    schema: result.schema,
    origin: result.origin,
    session: orderedSession(result.session),
    children: result.children,
    forks: result.forks,
    turns: result.turns.map(({ index, id, startedAt, prompt }) => ({ index, id, startedAt, prompt })),
    warnings: orderedWarnings(result.warnings),
  });
}

function orderedRow(row: SessionRow): SessionRow {
  return { ...orderedSession(row), depth: row.depth };
}

export function orderedSession(session: SessionEntry): SessionEntry {
  const { git, trace } = session;
  return {
    agent: session.agent,
    id: session.id,
    title: session.title,
    firstMessage: session.firstMessage,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
    archived: session.archived,
    source: session.source,
    model: session.model,
    provider: session.provider,
    agentVersion: session.agentVersion,
    cwd: session.cwd,
    git: git && { commit: git.commit, branch: git.branch, remote: git.remote },
    turns: session.turns,
    tokens: session.tokens,
    parentSession: session.parentSession,
    forkedFrom: session.forkedFrom,
    trace: { home: trace.home, path: trace.path },
  };
}
