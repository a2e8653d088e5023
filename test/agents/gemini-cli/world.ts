import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentAdapter, SessionTrace } from '../../../src/agents/agent-adapter.js';
import { geminiCliAdapter } from '../../../src/agents/gemini-cli/adapter.js';
import type { AgentEvent, FileChangeBody, FileChangeEvent } from '../../../src/model/agent-event.js';
import type { TraceSource } from '../../../src/model/session.js';
import { GeminiScribe, type GeminiSession } from './scribe.js';

export const START = Date.UTC(2026, 5, 2, 9);
export const CWD = '/home/dev/demo';

/** A home of Gemini CLI that a scribe writes, and the adapter reads. */
export class GeminiHome {
  readonly dir = mkdtempSync(join(tmpdir(), 'ai-blame-gemini-'));
  readonly scribe = new GeminiScribe();
  readonly adapter: AgentAdapter = geminiCliAdapter();
  #sessions = 0;

  session(more: { cwd?: string; model?: string; parent?: string; at?: number } = {}): GeminiSession {
    const id = `${String(++this.#sessions).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const { cwd = CWD, model = 'gemini-3-pro', at = START, parent } = more;
    return this.scribe.session({ id, cwd, model, at, ...(parent === undefined ? {} : { parent }) });
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
