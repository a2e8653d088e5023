import type { TracePointer, TraceSource } from '../../model/session.js';
import { readDocument } from '../../scan/open-source.js';
import type { DiagnosticCode } from '../diagnostics.js';
import { type JsonObject, objectOf, parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import type { EventRecord } from './records.js';

/**
 * Sessions of before 0.0.342 (`history-session-state/`): one document each, `{sessionId, startTime, chatMessages, timeline}`. The entries of the
 * timeline (`user`, `copilot`, `tool_call_requested`, `tool_call_completed`, `info`) are told here as the events that later logs have
 * in their place; `chatMessages` repeats them without times.
 */
export interface HistoryFile {
  /** The session's first record, then one for each entry. */
  readonly records: readonly (readonly [EventRecord, TracePointer])[];
  readonly lost: readonly DiagnosticCode[];
}

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function readHistoryFile(source: TraceSource): HistoryFile {
  const bytes = readDocument(source);
  if (bytes === null) return { records: [], lost: ['record_too_large'] };
  const document = parsedObject(bytes.toString('utf8'));
  if (document === null) return { records: [], lost: bytes.length > 0 ? ['record_unparsable'] : [] };
  const { sessionId, startTime } = document;
  const time = isoTime(startTime);
  const start: EventRecord = { type: 'session.start', data: { sessionId, startTime }, id: null, time, agentId: null };
  const lost: DiagnosticCode[] = [];
  const records: [EventRecord, TracePointer][] = [[start, { source, line: 1, offset: 0, length: 0 }]];
  for (const [n, entry] of entriesOf(document).entries()) {
    const record = entry === null ? null : eventOf(entry);
    if (record === null) lost.push(entry === null ? 'record_unparsable' : 'record_unknown_type');
    // Offsets count entries from 1: 0 is the document itself.
    else records.push([record, { source, line: n + 2, offset: n + 1, length: 0 }]);
  }
  return { records, lost };
}

/** The document that was asked for last: its changes are asked for one after the other. */
let kept: { readonly bytes: Buffer; readonly entries: readonly (JsonObject | null)[] } | null = null;

/**
 * The entry of a timeline that a pointer leads to; null where it is gone.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function entryAt({ source, offset }: TracePointer): JsonObject | null {
  const bytes = readDocument(source);
  if (bytes === null || offset < 1) return null;
  if (kept?.bytes.equals(bytes) !== true) kept = { bytes, entries: entriesOf(parsedObject(bytes.toString('utf8'))) };
  return kept.entries[offset - 1] ?? null;
}

function entriesOf(document: JsonObject | null): (JsonObject | null)[] {
  return Array.isArray(document?.timeline) ? document.timeline.map(objectOf) : [];
}

/** The event that an entry is; null for kinds that nobody knows. */
export function eventOf(entry: JsonObject): EventRecord | null {
  const told = toldBy(entry);
  return told === null ? null : { ...told, id: textOf(entry.id), time: isoTime(entry.timestamp), agentId: null };
}

function toldBy(entry: JsonObject): Pick<EventRecord, 'type' | 'data'> | null {
  const { text, callId: toolCallId, name, arguments: args } = entry;
  switch (entry.type) {
    case 'user':
      return { type: 'user.message', data: { content: text } };
    case 'copilot':
      return { type: 'assistant.message', data: { content: text } };
    case 'tool_call_requested':
      return { type: 'tool.execution_start', data: { toolCallId, toolName: name, arguments: args } };
    case 'tool_call_completed': {
      const result = objectOf(entry.result) ?? {};
      const { type, log } = result;
      const shown = { result_type: type, content: log };
      return { type: 'tool.execution_complete', data: { toolCallId, toolName: name, arguments: args, result: shown } };
    }
    case 'info':
      return /^Operation cancelled by user/.test(textOf(text) ?? '')
        ? { type: 'abort', data: {} }
        : { type: 'session.info', data: {} };
    case 'error':
      return { type: 'session.info', data: {} };
    default:
      return null;
  }
}
