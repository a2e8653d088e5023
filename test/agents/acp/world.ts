import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acpAdapter } from '../../../src/agents/acp/adapter.js';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import type { AgentEvent, CommandEvent, FileChangeEvent } from '../../../src/model/agent-event.js';
import { AcpScribe, type AcpSession } from './scribe.js';

export const START = Date.UTC(2026, 5, 2, 9);
export const CWD = '/home/dev/demo';

/** A folder of captures that a scribe writes, and the adapter reads. */
export class AcpHome {
  readonly dir = mkdtempSync(join(tmpdir(), 'ai-blame-acp-'));
  readonly scribe = new AcpScribe();
  readonly adapter = acpAdapter();
  #sessions = 0;

  session(model = 'demo-large'): AcpSession {
    const id = `${String(++this.#sessions).padStart(8, '0')}-session`;
    return this.scribe.session({ id, cwd: CWD, model, at: START });
  }

  /** One session with a turn under way. */
  started(): AcpSession {
    const session = this.session();
    session.says('go', START + 1000);
    return session;
  }

  trace(): SessionTrace {
    this.scribe.write(this.dir);
    const [source, ...more] = this.adapter.discover([this.dir]).sources;
    if (source === undefined || more.length > 0) throw new Error('There is not one source');
    return this.adapter.read(source);
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
    default:
      return event.kind;
  }
}
