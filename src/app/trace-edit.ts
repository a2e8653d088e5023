import { redact } from '../agents/redact.js';
import { adapters } from '../agents/registry.js';
import type { Env } from '../env.js';
import type { TracePointer } from '../model/session.js';
import type { TraceResult } from '../model/time-travel.js';
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
    const { edit, trace, body, warnings } = findEdit(open, id);
    const clean = isRedacted ? redact : (text: string): string => text;
    const told = (role: 'call' | 'result', at: TracePointer): TraceResult['records'][number] => {
      const text = recordText(at);
      return { role, path: at.source.path, line: at.line, text: text === null ? null : clean(text) };
    };
    return {
      schema: 'ai-blame/trace@1',
      edit: edit.turn === null ? edit : { ...edit, turn: { ...edit.turn, prompt: clean(edit.turn.prompt) } },
      records: [...(trace.line === body.line ? [] : [told('call', body)]), told('result', trace)],
      warnings,
    };
  });
}

/** The text of a record; null where the trace no longer holds it. */
function recordText(at: TracePointer): string | null {
  const { source, offset, length } = at;
  try {
    const own =
      adapters()
        .find(({ id }) => id === source.agent)
        ?.loadRecord?.(at) ?? null;
    if (own !== null || (source.kind !== 'jsonl' && source.kind !== 'jsonl.zst')) return own;
    const bytes = readRecordAt(source, offset, length);
    return length > 0 && bytes.length === length ? bytes.toString() : null;
  } catch {
    return null;
  }
}
