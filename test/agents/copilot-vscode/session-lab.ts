import type { SessionTrace } from '../../../src/agents/agent-adapter.js';
import { copilotVscodeAdapter } from '../../../src/agents/copilot-vscode/adapter.js';
import type { FileChangeBody, FileChangeEvent } from '../../../src/model/agent-event.js';
import type { HistoryFact } from '../../../src/model/history-fact.js';
import type { TraceSource } from '../../../src/model/session.js';
import type { TempDir } from '../../support/temp-dir.js';
import { ChatSession } from './scribe.js';

export const AT = Date.UTC(2026, 4, 12, 8);

/** Session `s1` in `/w/demo`, with its first message. */
export function chatSession(): ChatSession {
  const session = new ChatSession({ id: 's1', cwd: '/w/demo', at: AT, model: 'gpt-demo' });
  session.says('Do it', AT + 1000);
  return session;
}

export function sourcesIn(dir: TempDir): readonly TraceSource[] {
  return copilotVscodeAdapter().discover([dir.path]).sources;
}

export function sourceOf(dir: TempDir, session: ChatSession): TraceSource {
  session.write(dir.path);
  const [source] = sourcesIn(dir);
  if (source === undefined) throw new Error('The session was not found');
  return source;
}

export function read(dir: TempDir, session: ChatSession): SessionTrace {
  return copilotVscodeAdapter().read(sourceOf(dir, session));
}

export function changesOf(trace: SessionTrace): FileChangeEvent[] {
  return trace.events.filter((event): event is FileChangeEvent => event.kind === 'file_change');
}

/** `turn op path outcome model tool`. */
export function told(trace: SessionTrace): string[] {
  return changesOf(trace).map(
    ({ turn, op, path, oldPath, outcome, model, tool }) =>
      `${turn?.index ?? '-'} ${op} ${oldPath === null ? '' : `${oldPath} → `}${path} ${outcome} ${model ?? 'unknown'} ${tool}`,
  );
}

export function bodies(trace: SessionTrace): FileChangeBody[] {
  return changesOf(trace).map((event) => copilotVscodeAdapter().loadChange(event));
}

export function historyOf(source: TraceSource): HistoryFact[] {
  const facts: HistoryFact[] = [];
  copilotVscodeAdapter().history(source, (fact) => facts.push(fact));
  return facts;
}
