import type { AgentEvent, CommandEvent, FileChangeEvent } from '../model/agent-event.js';

/** The events that are no copies, to tell which of the others are. What can have no copy is not kept: that is nearly all of most stores. */
export class Originals {
  readonly #all = new Set<string>();
  readonly #snapshots = new Set<string>();
  /** The session that each was taken from: forks, and sub-agents that were given a history. */
  readonly #parents = new Map<string, string>();
  /** Of the sessions that others were taken from. */
  readonly #of = new Map<string, Set<string>>();
  /** Ids of calls that more than one session tells, or more than one trace. */
  readonly #shared: ReadonlySet<string>;
  /** The name of the first trace with a call: traces are named by when they began. Calls of records without a time only. */
  readonly #firstOfCall = new Map<string, string>();
  /** The session of each call that is told with the same time elsewhere: of copies that nothing marks, and that keep their times. */
  readonly #sessionOfCall: ReadonlyMap<string, string>;

  /** @param events of all traces. */
  constructor(events: readonly AgentEvent[]) {
    const own = events.filter((event) => !event.inherited);
    for (const { session } of own) {
      const parent = session.forkedFrom ?? session.parentId;
      if (parent !== null && !this.#parents.has(session.id)) {
        this.#parents.set(session.id, parent);
        this.#of.set(parent, new Set());
      }
    }
    if (own.length < events.length) this.#keepAll(own);
    for (const event of own) this.#of.get(event.session.id)?.add(identity(event));
    this.#shared = callsToldTwice(own);
    const called = own.filter((event) => this.#isShared(event));
    for (const event of called) {
      if (!isUndatedCall(event)) continue;
      const key = identity(event);
      const first = this.#firstOfCall.get(key);
      if (first === undefined || nameOf(event) < first) this.#firstOfCall.set(key, nameOf(event));
    }
    this.#sessionOfCall = this.#sessionsOfCalls(own, called);
  }

  /** For what is marked as a copy. */
  #keepAll(own: readonly AgentEvent[]): void {
    for (const event of own) {
      this.#all.add(identity(event));
      if (event.kind === 'snapshot') this.#snapshots.add(event.commit);
    }
  }

  #isShared(event: AgentEvent): boolean {
    return isCall(event) && event.callId !== null && this.#shared.has(event.callId);
  }

  /** A session that was resumed under a new id repeats the one that it goes on from: that one ended first. */
  #sessionsOfCalls(own: readonly AgentEvent[], called: readonly AgentEvent[]): Map<string, string> {
    const first = new Map<string, string>();
    if (called.length === 0) return first;
    const ends = new Map<string, string>();
    for (const { session, time } of own) {
      if (time !== null && time > (ends.get(session.id) ?? '')) ends.set(session.id, time);
    }
    for (const event of called) {
      const key = datedCall(event);
      if (key === null || this.#hasAncestorWith(event, identity(event))) continue;
      const { id } = event.session;
      const known = first.get(key);
      const rank = (session: string): string => `${ends.get(session) ?? ''}\0${session}`;
      if (known === undefined || rank(id) < rank(known)) first.set(key, id);
    }
    return first;
  }

  /** Also where a copy was taken for a record of the session's own: the ids of calls and snapshots are never used again. */
  hasOriginalOf(event: AgentEvent, key: string): boolean {
    // A copy of a copy may be told as another session's turn.
    if (event.inherited && event.kind === 'snapshot') return this.#snapshots.has(event.commit);
    if (event.inherited) return this.#all.has(key);
    return (this.#isShared(event) && this.#isToldBefore(event, key)) || this.#hasAncestorWith(event, key);
  }

  #isToldBefore(event: AgentEvent, key: string): boolean {
    // The first releases copied a session that was resumed without telling so: the one that began first is the original.
    const first = isUndatedCall(event) ? this.#firstOfCall.get(key) : undefined;
    if (first !== undefined && first < nameOf(event)) return true;
    const dated = datedCall(event);
    const session = dated === null ? undefined : this.#sessionOfCall.get(dated);
    return session !== undefined && session !== event.session.id;
  }

  /** Whether a session that this one was taken from tells the same. */
  #hasAncestorWith(event: AgentEvent, key: string): boolean {
    const passed = new Set<string>();
    for (let id = this.#parents.get(event.session.id); id !== undefined; id = this.#parents.get(id)) {
      if (passed.has(id)) return false;
      passed.add(id);
      if (id !== event.session.id && this.#of.get(id)?.has(key)) return true;
    }
    return false;
  }
}

function nameOf({ trace }: AgentEvent): string {
  return trace.source.path.slice(trace.source.path.lastIndexOf('/') + 1);
}

type CallEvent = FileChangeEvent | CommandEvent;

function isCall(event: AgentEvent): event is CallEvent {
  return event.kind === 'file_change' || event.kind === 'command';
}

function callsToldTwice(own: readonly AgentEvent[]): Set<string> {
  const first = new Map<string, AgentEvent>();
  const shared = new Set<string>();
  for (const event of own) {
    if (!isCall(event) || event.callId === null) continue;
    const known = first.get(event.callId);
    if (known === undefined) first.set(event.callId, event);
    else if (known.session.id !== event.session.id || known.trace.source.path !== event.trace.source.path) {
      shared.add(event.callId);
    }
  }
  return shared;
}

function isUndatedCall(event: AgentEvent): boolean {
  return event.time === null && isCall(event) && event.callId !== null;
}

/** What a call with a time is known by, in whatever session it is told; null for other events. */
function datedCall(event: AgentEvent): string | null {
  if (event.time === null || !isCall(event) || event.callId === null) return null;
  return `${event.session.agent}\0${event.time}\0${identity(event)}`;
}

/** What makes two records tell of the same thing: ids that the agent gave, never times (formats/codex.md, 16.14). */
export function identity(event: AgentEvent): string {
  switch (event.kind) {
    case 'snapshot':
      // An agent that keeps trees of its own takes several in a turn, and may find the same one again.
      return event.store === null
        ? `snapshot\0${event.commit}\0${event.turn?.id ?? event.turn?.index ?? ''}`
        : `snapshot\0${event.commit}\0${event.trace.source.path}\0${event.trace.line}`;
    case 'file_change':
      return event.callId === null
        ? `change\0${event.trace.source.path}\0${event.trace.line}\0${event.path}\0${event.place}`
        : `change\0${event.callId}\0${event.path}\0${event.place}\0${event.body.length}`;
    case 'command':
      return event.callId === null
        ? `command\0${event.trace.source.path}\0${event.trace.line}\0${event.place}`
        : `command\0${event.callId}\0${event.text}\0${event.place}`;
    case 'read':
      return `read\0${event.callId ?? `${event.trace.source.path}\0${event.trace.line}`}\0${event.path}`;
    case 'rewind':
      return `rewind\0${event.trace.source.path}\0${event.trace.line}`;
  }
}
