import type { ChangeTelling, FileChangeBody, FileChangeEvent } from '../../model/agent-event.js';
import type { TraceSource } from '../../model/session.js';
import { askedOfOperation } from './asked-of-operation.js';
import { changesOf } from './chat-calls.js';
import { type Documents, documentsOf, keptText } from './documents.js';
import { literalChange } from './literal-change.js';
import { callAt } from './places.js';
import { type Replayed, replay } from './replay.js';
import type { PendingEntry, Timeline } from './timeline.js';

/** Operations are asked for one after the other: so many are played at once. */
const AT_ONCE = 128;

/** What was played last, by the timeline. */
let played: { readonly timeline: Timeline; readonly sides: Map<number, Replayed> } | null = null;

/**
 * The text of a change: of an operation whole on both sides, of a call of the chat what it asked for.
 * @throws AiBlameError UNREADABLE when the source cannot be opened.
 */
export function changeBody(event: Pick<FileChangeEvent, 'body' | 'place'>): FileChangeBody {
  const { source } = event.body;
  const documents = documentsOf(source);
  const { chat, timeline, pending } = documents;
  const asked = callAt(event.body);
  if (asked !== null) {
    const call = chat?.requests[asked.request]?.calls[asked.call];
    const telling = call === undefined ? null : (changesOf(call)[event.place]?.telling ?? null);
    return { tellings: telling === null ? [] : [telling] };
  }
  if (timeline === null) {
    const entry = pending[event.body.offset];
    return entry === undefined ? { tellings: [] } : pendingBody(source, entry);
  }
  return operationBody(documents, timeline, event.body.offset);
}

function operationBody(documents: Documents, timeline: Timeline, epoch: number): FileChangeBody {
  const change = timeline.changes.find(({ operation }) => operation.epoch === epoch);
  if (change === undefined) return { tellings: [] };
  const { kind } = change.operation;
  const { before, isRecorded } = sidesAt(timeline, change.first);
  const { after } = sidesAt(timeline, change.last);
  // What follows from operations alone lacks what others did meanwhile, which they may have moved or taken up: what the call asked for
  // is the agent's own word, and only what was changed is told besides.
  if (!isRecorded && kind === 'edit') {
    const asked = askedOfOperation(documents, timeline, change);
    const isKnown = typeof before === 'string' && typeof after === 'string';
    const steps = isKnown ? [literalChange(before, after)] : [];
    const derived: ChangeTelling[] = isKnown ? [{ kind: 'replacements', steps, isDerived: true }] : [];
    return { tellings: asked === null ? derived : [asked, ...derived] };
  }
  const tellings: ChangeTelling[] = [];
  if (kind === 'rename' && !isRecorded) tellings.push({ kind: 'apply_patch', chunks: [], dialect: 'keep-context' });
  else if (typeof after === 'string') tellings.push({ kind: 'content', text: after });
  if (kind === 'delete') tellings.push({ kind: 'deleted', text: before ?? null });
  return before === undefined || !isRecorded ? { tellings } : { tellings, before };
}

function sidesAt(timeline: Timeline, at: number): Replayed {
  if (played?.timeline !== timeline || !played.sides.has(at)) {
    played = { timeline, sides: replay(timeline, at, AT_ONCE) };
  }
  return played.sides.get(at) ?? { before: undefined, after: undefined, isRecorded: false };
}

function pendingBody(source: TraceSource, { before, after, isDeleted }: PendingEntry): FileChangeBody {
  const old = keptText(source, before);
  const text = isDeleted ? null : keptText(source, after);
  const tellings: ChangeTelling[] = [];
  if (isDeleted) tellings.push({ kind: 'deleted', text: old });
  else if (text !== null) tellings.push({ kind: 'content', text });
  return old === null ? { tellings } : { tellings, before: old };
}
