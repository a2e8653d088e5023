import type { AgentEvent } from '../../model/agent-event.js';
import type { JsonValue } from '../../model/json-value.js';
import { commandsOf, fileChangesOf, isUnreadable } from './call-events.js';
import type { Call } from './pending-calls.js';
import type { StateReader, StateWriter } from './reader-state.js';
import type { Place } from './tasks.js';

/**
 * What is kept of a call that is done with. `patch`: records of commands say nothing new of it; `unsure`: they may, as its output did
 * not tell how it ended.
 */
type Closed = 'patch' | 'command' | 'unsure';

/** As `CallLedger.state` tells them. */
interface LedgerState {
  readonly calls: readonly (readonly [isLatest: boolean, call: JsonValue])[];
  readonly asked: readonly string[];
  readonly closed: readonly (readonly [string, Closed])[];
  readonly unreadable: number;
}

/** The calls of a session: those that this pass knows, and the ids of those that an earlier one was done with. */
export class CallLedger {
  private readonly calls: Call[] = [];
  /** Calls whose results are of interest, the latest by id. */
  private readonly waiting = new Map<string, Call>();
  /** Ids of all calls. */
  private readonly asked = new Set<string>();
  /** Calls that an earlier pass knew all about, and that this one does not have. */
  private readonly closed = new Map<string, Closed>();
  /** Calls of an earlier pass whose patch could not be read. */
  private unreadable = 0;

  /** A call was made, whatever it does. */
  ask(id: string): void {
    this.asked.add(id);
  }

  /** Whether a call of the id was made, as far as this pass and what was restored tell. */
  wasAsked(id: string): boolean {
    return this.asked.has(id);
  }

  add(call: Call): void {
    this.calls.push(call);
    if (call.callId !== null) {
      this.waiting.set(call.callId, call);
    }
  }

  /** The latest call of the id that may change files. */
  latest(id: string | null): Call | undefined {
    return id === null ? undefined : this.waiting.get(id);
  }

  /** What an earlier pass kept of the id, unless it was used again. */
  kept(id: string | null): Closed | undefined {
    return id === null || this.waiting.has(id) ? undefined : this.closed.get(id);
  }

  isOf(id: string): boolean {
    return this.waiting.has(id) || this.closed.has(id);
  }

  /** Whether the record of a command may tell something new: that of no call, or the end of a call that may write. */
  mayRun(id: string): boolean {
    const kept = this.kept(id);
    return kept === undefined
      ? !this.asked.has(id) || (this.waiting.get(id)?.commands.length ?? 0) > 0
      : kept !== 'patch';
  }

  /** In no order. Without those of calls that an earlier pass was done with. */
  events(firstExecution: number | null): AgentEvent[] {
    const events: AgentEvent[] = [];
    for (const call of this.calls) {
      for (const event of fileChangesOf(call)) {
        events.push(event);
      }
      for (const event of commandsOf(call, firstExecution)) {
        events.push(event);
      }
    }
    return events;
  }

  /** How many patches were applied that could not be read. */
  unreadablePatches(): number {
    return this.unreadable + this.calls.filter(isUnreadable).length;
  }

  /** @param isSettled whether nothing that comes later can change what is told of a place. */
  state(writer: StateWriter, isSettled: (place: Place) => boolean): JsonValue {
    const isDone = (call: Call) =>
      (!this.isLatest(call) || hasEnded(call)) && hasDirectory(call) && isSettled(call.place);
    const open = this.calls.filter((call) => !isDone(call));
    const isOpen = new Set(open);
    return {
      calls: open.map((call) => [this.isLatest(call), writer.call(call)]),
      asked: [...this.asked].filter((id) => !this.isOf(id)),
      closed: [
        ...[...this.closed].filter(([id]) => !this.waiting.has(id)),
        ...[...this.waiting]
          .filter(([, call]) => !isOpen.has(call))
          .map(([id, call]): [string, Closed] => [id, this.closedAs(id, call)]),
      ],
      unreadable: this.unreadable + this.calls.filter((call) => !isOpen.has(call) && isUnreadable(call)).length,
    };
  }

  /** @param given what `state` gave. */
  restore(given: JsonValue, reader: StateReader): void {
    const state = given as unknown as LedgerState;
    for (const [isLatest, told] of state.calls) {
      const call = reader.call(told);
      this.calls.push(call);
      if (isLatest && call.callId !== null) {
        this.waiting.set(call.callId, call);
        this.asked.add(call.callId);
      }
    }
    for (const [id, closed] of state.closed) {
      this.closed.set(id, closed);
    }
    for (const id of state.asked) {
      this.asked.add(id);
    }
    this.unreadable = state.unreadable;
  }

  private closedAs(id: string, { commands, output }: Call): Closed {
    if (commands.length === 0 && this.asked.has(id)) {
      return 'patch';
    }
    return output?.result.outcome === 'unknown' ? 'unsure' : 'command';
  }

  private isLatest(call: Call): boolean {
    return call.callId !== null && this.waiting.get(call.callId) === call;
  }
}

/** What became of it is told; of a command that was still running it is not. */
function hasEnded({ output, structured, tool }: Call): boolean {
  const isRunning = output?.result.outcome === 'unknown' && tool === 'exec_command';
  return (output !== null && !isRunning) || (structured !== null && structured.outcome !== 'unknown');
}

/** Paths that are relative stand for something. */
function hasDirectory({ patch, structured, place }: Call): boolean {
  return (patch === null && structured === null) || (patch?.directory ?? place.session.cwd) !== null;
}
