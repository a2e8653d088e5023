import type { AgentAdapter } from '../agents/agent-adapter.js';
import { redact } from '../agents/redact.js';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import type { TracePointer } from '../model/session.js';
import type { TraceResult } from '../model/time-travel.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import { readRecordAt } from '../scan/open-source.js';
import { withHistory } from './file-history.js';
import { findEdit } from './find-edit.js';
import type { Place } from './place.js';
import type { Progress } from './progress.js';

export interface TraceRequest {
  /** Id of an edit, or how it begins. */
  readonly edit: string;
  readonly place: Place;
  /** What looks like a secret is taken out. */
  readonly isRedacted: boolean;
}

/**
 * The records of the trace that an edit rests on.
 * @throws AiBlameError NO_SUCH_EDIT, AMBIGUOUS, USAGE, NO_REPOSITORY.
 */
export function traceEdit({ edit: id, place, isRedacted }: TraceRequest, env: Env, progress: Progress): TraceResult {
  return withHistory('.', place, env, progress, (open) => {
    const { edit, event, warnings } = findEdit(open, id);
    const { trace, body } = event;
    const adapter = adapters().find((one) => one.id === trace.source.agent);
    const clean = isRedacted ? redact : (text: string): string => text;
    const told = (role: 'call' | 'result', at: TracePointer): TraceResult['records'][number] => {
      const own = recordText(adapter, at);
      const text = own ?? (at === trace && trace.line !== body.line ? null : readingOf(adapter, event));
      const form = own === null && text !== null ? 'reading' : 'record';
      return { role, path: at.source.path, line: at.line, form, text: text === null ? null : clean(text) };
    };
    return {
      schema: 'ai-blame/trace@1',
      edit: edit.turn === null ? edit : { ...edit, turn: { ...edit.turn, prompt: clean(edit.turn.prompt) } },
      records: [...(trace.line === body.line ? [] : [told('call', body)]), told('result', trace)],
      warnings,
    };
  });
}

/** The text of a record; null where the trace no longer holds it, or its store has no text of it. */
function recordText(adapter: AgentAdapter | undefined, at: TracePointer): string | null {
  const { source, offset, length } = at;
  try {
    const own = adapter?.loadRecord?.(at) ?? null;
    if (own !== null || (source.kind !== 'jsonl' && source.kind !== 'jsonl.zst')) return own;
    const text = readRecordAt(source, offset, length).toString();
    // A store of many files may be named by one of lines.
    return text.startsWith('{') ? text : null;
  } catch {
    return null;
  }
}

/** What is read of a change, or of a command; null where the trace tells nothing of it any more. */
function readingOf(adapter: AgentAdapter | undefined, event: DraftEdit['event']): string | null {
  if (event.kind === 'command') {
    const command = adapter?.loadCommandText(event)?.command;
    return command === undefined ? null : JSON.stringify({ command });
  }
  const body = adapter?.loadChange(event);
  return body === undefined || body.tellings.length === 0 ? null : JSON.stringify(body);
}
