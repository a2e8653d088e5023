import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentAdapter, SessionTrace } from '../../src/agents/agent-adapter.js';
import type { AgentEvent, CommandEvent, FileChangeBody, FileChangeEvent } from '../../src/model/agent-event.js';
import type { TraceSource } from '../../src/model/session.js';
import type { Scribe } from './scribe.js';

export const START = Date.UTC(2026, 5, 2, 9);
export const CWD = '/home/dev/demo';

/** A home that a scribe writes, and the adapter reads. */
export class AgentHome<S extends Scribe> {
  readonly dir = mkdtempSync(join(tmpdir(), 'ai-blame-home-'));
  readonly scribe: S;
  readonly adapter: AgentAdapter;
  #sessions = 0;

  constructor(scribe: S, adapter: AgentAdapter) {
    this.scribe = scribe;
    this.adapter = adapter;
  }

  /** Eight digits, which count sessions from 1. */
  protected nextNumber(): string {
    return String(++this.#sessions).padStart(8, '0');
  }

  sources(): readonly TraceSource[] {
    this.scribe.write(this.dir);
    return this.adapter.discover([this.dir]).sources;
  }

  /** The one session's trace. */
  trace(): SessionTrace {
    const sources = this.sources();
    const [source] = sources;
    if (source === undefined || sources.length > 1) throw new Error(`There are ${sources.length} sources`);
    return this.adapter.read(source);
  }

  body(event: FileChangeEvent): FileChangeBody {
    return this.adapter.loadChange(event);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function changesOf({ events }: SessionTrace): FileChangeEvent[] {
  return events.filter((event) => event.kind === 'file_change');
}

export function commandsOf({ events }: SessionTrace): CommandEvent[] {
  return events.filter((event) => event.kind === 'command');
}

/** Each event as `turn kind what outcome`. */
export function eventLines({ events }: SessionTrace): string[] {
  return events.map((event) => `${event.turn?.index ?? '-'} ${wordsOf(event)}`);
}

function wordsOf(event: AgentEvent): string {
  switch (event.kind) {
    case 'file_change':
      return `${event.op} ${event.path} ${event.outcome}`;
    case 'command':
      return `command ${event.text} ${event.outcome} ${event.exitCode}`;
    case 'read':
      return `read ${event.path} ${event.whole ? 'whole ' : ''}${event.outcome}`;
    case 'rewind':
      return `rewind ${event.turns} ${event.files}`;
    case 'snapshot':
      return 'snapshot';
  }
}
