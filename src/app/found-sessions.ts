import type { AgentAdapter, FoundTraces } from '../agents/agent-adapter.js';

/** The sources of an agent in some homes, each of them one session. */
export function foundSessions(adapter: AgentAdapter, homes: readonly string[]): FoundTraces {
  return sessionsAmong(adapter, adapter.discover(homes));
}

/** What was found, with databases taken apart: opens them. */
export function sessionsAmong(adapter: AgentAdapter, found: FoundTraces): FoundTraces {
  return holdsDatabase(found) && adapter.sessionsIn !== undefined ? adapter.sessionsIn(found) : found;
}

export function holdsDatabase({ sources }: FoundTraces): boolean {
  return sources.some(({ kind, path }) => kind === 'sqlite' && !path.includes('#'));
}
