import type { AgentEvent } from '../model/agent-event.js';

/**
 * A session may be told twice, by its agent and by what listened to it: with the ids that the agent gave, and each in its own way. The
 * agent that is looked at first tells a call.
 */
export class Tellers {
  /** Sessions that several agents tell of. */
  readonly #shared: ReadonlySet<string>;
  /** By session, call and file. */
  readonly #tellers = new Map<string, string>();

  constructor(inputs: readonly { readonly events: readonly AgentEvent[] }[]) {
    const agents = new Map<string, Set<string>>();
    for (const { session } of inputs.flatMap(({ events }) => events.slice(0, 1))) {
      agents.set(session.id, (agents.get(session.id) ?? new Set()).add(session.agent));
    }
    this.#shared = new Set([...agents].flatMap(([id, { size }]) => (size > 1 ? [id] : [])));
  }

  isToldByAnother(event: AgentEvent): boolean {
    if ((event.kind !== 'file_change' && event.kind !== 'command') || event.callId === null) return false;
    const { agent, id } = event.session;
    if (!this.#shared.has(id)) return false;
    const key = JSON.stringify([id, event.callId, event.kind === 'command' ? null : event.path]);
    const teller = this.#tellers.get(key);
    if (teller === undefined) this.#tellers.set(key, agent);
    return teller !== undefined && teller !== agent;
  }
}
