import type { AgentEvent } from '../model/agent-event.js';

/** The id that the agent gave to the turn of an event; null: none is told. */
export function turnIdOf({ turn }: AgentEvent): string | null {
  return turn?.id ?? null;
}

/**
 * Whether what two records of one session tell can have happened in one turn. Not for records of two sessions: some agents give the
 * turns that a fork copies new ids (formats/claude-code.md, 7; formats/opencode.md, 6).
 *
 * @param a id of the turn that the record tells; null: not told.
 * @param b the same of the other record.
 */
export function mayBeOneTurn(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
