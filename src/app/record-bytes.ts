import type { AgentAdapter } from '../agents/agent-adapter.js';
import { adapters } from '../agents/registry.js';
import type { TracePointer } from '../model/session.js';
import type { DraftEdit } from '../reconcile/draft-edit.js';
import { readRecordAt } from '../scan/open-source.js';

function adapterOf({ source }: TracePointer): AgentAdapter | undefined {
  return adapters().find(({ id }) => id === source.agent);
}

/** The bytes of a record as the trace has them; null where it no longer holds it, or its store has no text of it. */
export function recordBytes(at: TracePointer): Buffer | null {
  const { source, offset, length } = at;
  try {
    const own = adapterOf(at)?.loadRecord?.(at) ?? null;
    if (own !== null) return Buffer.from(own);
    return source.kind === 'jsonl' || source.kind === 'jsonl.zst' ? readRecordAt(source, offset, length) : null;
  } catch {
    return null;
  }
}

/** What there is of a record: its bytes, or what is read of it. */
export interface RecordText {
  readonly form: 'record' | 'reading';
  readonly bytes: Buffer | null;
}

/** The records that an edit rests on: its call's, where that is another one, and its result's. */
export function recordsOf(
  event: DraftEdit['event'],
): { readonly role: 'call' | 'result'; readonly at: TracePointer }[] {
  const { trace, body } = event;
  return [...(trace.line === body.line ? [] : [{ role: 'call', at: body } as const]), { role: 'result', at: trace }];
}

/** @param at one that `recordsOf` gave. */
export function textOfRecord(event: DraftEdit['event'], at: TracePointer): RecordText {
  const { trace, body } = event;
  const bytes = recordBytes(at);
  // A store of many files may be named by one of lines.
  if (bytes?.[0] === 0x7b) return { form: 'record', bytes };
  const reading = at === trace && trace.line !== body.line ? null : readingOf(event);
  return reading === null ? { form: 'record', bytes: null } : { form: 'reading', bytes: Buffer.from(reading) };
}

/** What is read of a change, or of a command; null where the trace tells nothing of it any more. */
function readingOf(event: DraftEdit['event']): string | null {
  const adapter = adapterOf(event.trace);
  if (event.kind === 'command') {
    const command = adapter?.loadCommandText(event)?.command;
    return command === undefined ? null : JSON.stringify({ command });
  }
  const body = adapter?.loadChange(event);
  return body === undefined || body.tellings.length === 0 ? null : JSON.stringify(body);
}
