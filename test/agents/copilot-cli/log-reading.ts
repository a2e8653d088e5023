import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { copilotCliAdapter } from '../../../src/agents/copilot-cli/adapter.js';
import type { FileChangeBody, FileChangeEvent } from '../../../src/model/agent-event.js';
import type { HistoryFact } from '../../../src/model/history-fact.js';
import type { TraceSource } from '../../../src/model/session.js';
import type { TempDir } from '../../support/temp-dir.js';
import { EventLog } from './scribe.js';

export const AT = Date.UTC(2026, 4, 12, 8);

/** A log of session `s1` in `/w/demo`, in its first turn. */
export function logInTurn(): EventLog {
  const log = new EventLog({ id: 's1', cwd: '/w/demo', at: AT, model: 'gpt-demo' });
  log.says('Do it', AT + 1000);
  return log;
}

export function sourceOf(dir: TempDir, text: string | Uint8Array, path = 'session-state/s1/events.jsonl'): TraceSource {
  const { size } = statSync(dir.write(path, text));
  return { agent: 'copilot-cli', home: dir.path, path, kind: 'jsonl', size };
}

export function read(dir: TempDir, log: EventLog): SessionTrace {
  return copilotCliAdapter().read(sourceOf(dir, log.text()));
}

export function changesOf(trace: SessionTrace): FileChangeEvent[] {
  return trace.events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
}

/** `turn op path outcome model`. */
export function told(trace: SessionTrace): string[] {
  return changesOf(trace).map(
    ({ turn, op, path, oldPath, outcome, model }) =>
      `${turn?.index ?? '-'} ${op} ${oldPath === null ? '' : `${oldPath} → `}${path} ${outcome} ${model ?? 'unknown'}`,
  );
}

export function bodies(trace: SessionTrace): FileChangeBody[] {
  return changesOf(trace).map((event) => copilotCliAdapter().loadChange(event));
}

export function historyOf(source: TraceSource): HistoryFact[] {
  const facts: HistoryFact[] = [];
  copilotCliAdapter().history(source, (fact) => facts.push(fact));
  return facts;
}

/** The record that a pointer names, as JSON. */
export function recordAt(
  source: TraceSource,
  { offset, length }: { offset: number; length: number },
): { type: string } {
  const bytes = readFileSync(join(source.home, source.path)).subarray(offset, offset + length);
  return JSON.parse(bytes.toString()) as { type: string };
}
