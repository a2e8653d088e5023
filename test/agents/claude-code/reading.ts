import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { claudeCodeAdapter } from '../../../src/agents/claude-code/adapter.js';
import type { AgentEvent, FileChangeBody, FileChangeEvent } from '../../../src/model/agent-event.js';
import type { HistoryFact } from '../../../src/model/history-fact.js';
import type { TraceSource } from '../../../src/model/session.js';
import type { TempDir } from '../../support/temp-dir.js';
import { Transcript } from './transcript.js';

export const AT = Date.UTC(2026, 1, 11, 9);
export const SESSION = '5e0c7d1a-0000-4000-8000-000000000001';
export const FILE = '/w/demo/a.py';

/** `n` seconds after the beginning. */
export function sec(n: number): number {
  return AT + n * 1000;
}

export function clock(n: number): string {
  return new Date(sec(n)).toISOString();
}

/** A transcript of a session in `/w/demo`, in its first turn. */
export function inTurn(more: { id?: string; parent?: string } = {}): Transcript {
  const transcript = new Transcript({ id: SESSION, cwd: '/w/demo', at: AT, model: 'claude-demo', ...more });
  transcript.says('Do it', sec(0));
  return transcript;
}

export function sourceOf(dir: TempDir, text: string | Uint8Array, path: string): TraceSource {
  const { size } = statSync(dir.write(path, text));
  return { agent: 'claude-code', home: dir.path, path, kind: 'jsonl', size };
}

export function read(dir: TempDir, transcript: Transcript): SessionTrace {
  return claudeCodeAdapter().read(sourceOf(dir, transcript.text(), transcript.path));
}

export function eventsOf<K extends AgentEvent['kind']>(
  trace: SessionTrace,
  kind: K,
): Extract<AgentEvent, { kind: K }>[] {
  return trace.events.filter((event): event is Extract<AgentEvent, { kind: K }> => event.kind === kind);
}

export function changesOf(trace: SessionTrace): FileChangeEvent[] {
  return eventsOf(trace, 'file_change');
}

/** `turn op path outcome model`. */
export function told(trace: SessionTrace): string[] {
  return changesOf(trace).map(
    ({ turn, op, path, outcome, model }) => `${turn?.index ?? '-'} ${op} ${path} ${outcome} ${model ?? 'unknown'}`,
  );
}

export function bodies(trace: SessionTrace): FileChangeBody[] {
  return changesOf(trace).map((event) => claudeCodeAdapter().loadChange(event));
}

export function counts({ warnings }: SessionTrace): [string, number][] {
  return warnings.map(({ code, count }) => [code, count]);
}

export function historyOf(source: TraceSource): HistoryFact[] {
  const facts: HistoryFact[] = [];
  claudeCodeAdapter().history(source, (fact) => facts.push(fact));
  return facts;
}

/** What a pointer names, as JSON. */
export function jsonAt(
  source: TraceSource,
  { offset, length }: { offset: number; length: number },
): Record<string, unknown> {
  const bytes = readFileSync(join(source.home, source.path)).subarray(offset, offset + length);
  return JSON.parse(bytes.toString()) as Record<string, unknown>;
}
