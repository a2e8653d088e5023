import type { AgentEvent, CommandEvent, FileChangeEvent } from '../model/agent-event.js';
import { mayBeOneTurn, turnIdOf } from './one-turn.js';

type Call = (FileChangeEvent | CommandEvent) & { readonly callId: string };

interface Teller {
  readonly agent: string;
  readonly source: string;
  /** Id of the turn that it tells the call in; null: not told. */
  readonly turn: string | null;
  readonly isDated: boolean;
}

/**
 * A session may be told twice: by its agent and by what listened to it, with the ids that the agent gave, and each in its own way; or
 * by two captures, one of which heard it all again when it was loaded. The agent that is looked at first tells a call, and of its
 * traces the one that tells when it was. Two turns of one agent may have calls of the same id: models count them, and count anew after
 * a revert, whose turns lie in a trace of their own (formats/codex.md, 12.4 and 16.14). Where two agents have no id in common, what
 * the first one tells of a file or a command is believed to be all.
 */
export class Tellers {
  /** The traces of the agent that is looked at first, of those that tell a call: by session, call and file. */
  readonly #tellers = new Map<string, Teller[]>();
  /** By session whose tellers have no id in common: who tells it, and of what. */
  readonly #alone = new Map<string, { readonly agent: string; readonly told: ReadonlySet<string> }>();
  /** Sessions that several traces tell of, each with all of its calls, by agent. */
  readonly #shared = new Map<string, Map<string, Call[]>>();

  constructor(inputs: readonly { readonly events: readonly AgentEvent[] }[]) {
    const sources = new Map<string, Set<string>>();
    for (const { events } of inputs) {
      const first = events.find(({ inherited }) => !inherited);
      if (first === undefined) continue;
      const { id, agent } = first.session;
      sources.set(id, (sources.get(id) ?? new Set()).add(`${agent}\0${first.trace.source.path}`));
    }
    for (const [id, { size }] of sources) if (size > 1) this.#shared.set(id, new Map());
    if (this.#shared.size === 0) return;
    for (const { events } of inputs) for (const event of events) if (isCall(event)) this.#note(event);
    for (const [id, byAgent] of this.#shared) this.#compare(id, byAgent);
  }

  isToldByAnother(event: AgentEvent): boolean {
    if (!isCall(event) || !this.#shared.has(event.session.id)) return false;
    const { agent, id } = event.session;
    const teller = this.#tellerOf(event);
    if (teller !== undefined && (teller.agent !== agent || teller.source !== event.trace.source.path)) return true;
    const alone = this.#alone.get(id);
    return alone !== undefined && alone.agent !== agent && alone.told.has(whatOf(event));
  }

  #tellerOf(event: Call): Teller | undefined {
    const turn = turnIdOf(event);
    const tellers = this.#tellers.get(keyOf(event)) ?? [];
    const possible = tellers.filter((one) => one.agent !== event.session.agent || mayBeOneTurn(one.turn, turn));
    return possible.find(({ isDated }) => isDated) ?? possible[0];
  }

  #note(event: Call): void {
    const { id, agent } = event.session;
    const byAgent = this.#shared.get(id);
    if (byAgent === undefined || event.inherited) return;
    const calls = byAgent.get(agent);
    if (calls === undefined) byAgent.set(agent, [event]);
    else calls.push(event);
    const key = keyOf(event);
    const source = event.trace.source.path;
    const teller = { agent, source, turn: turnIdOf(event), isDated: event.time !== null };
    const known = this.#tellers.get(key);
    if (known === undefined) this.#tellers.set(key, [teller]);
    else if (known[0]?.agent === agent) known.push(teller);
  }

  #compare(id: string, byAgent: ReadonlyMap<string, readonly Call[]>): void {
    const [first, ...others] = [...byAgent];
    if (first === undefined) return;
    const [agent, calls] = first;
    const known = new Set(calls.map(({ callId }) => callId));
    if (others.length === 0 || others.some(([, theirs]) => theirs.some(({ callId }) => known.has(callId)))) return;
    this.#alone.set(id, { agent, told: new Set(calls.map(whatOf)) });
  }
}

function isCall(event: AgentEvent): event is Call {
  return (event.kind === 'file_change' || event.kind === 'command') && event.callId !== null;
}

function keyOf(event: Call): string {
  return JSON.stringify([event.session.id, event.callId, event.kind === 'command' ? null : event.path]);
}

/** What a call was about. */
function whatOf(event: Call): string {
  return event.kind === 'command' ? `command\0${event.text}` : `file\0${event.path}`;
}
