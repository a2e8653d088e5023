import type { Session } from '../model/session.js';

/** A session while its source is read: later records may bring its details up to date. */
export type SessionDraft = { -readonly [K in keyof Session]: Session[K] };

/** A session of which only the id is known. */
export function bareSession(agent: string, id: string): SessionDraft {
  return {
    agent,
    id,
    parentId: null,
    forkedFrom: null,
    agentVersion: null,
    provider: null,
    startedAt: null,
    startedNear: null,
    cwd: null,
    git: null,
  };
}
