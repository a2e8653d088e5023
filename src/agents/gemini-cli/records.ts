import type { TracePointer, TraceSource } from '../../model/session.js';
import { readDocument } from '../../scan/open-source.js';
import { scanRecords } from '../../scan/scan-records.js';
import type { DiagnosticCode } from '../diagnostics.js';
import { type JsonObject, objectOf, objectsOf, parsedObject } from '../json-values.js';

/** What the records of a transcript tell, one after the other (formats/gemini-cli.md, 2). */
export interface ChatVisitor {
  /** Details of the session; those given later win. */
  details(details: JsonObject, at: TracePointer): void;
  /** A message, or a newer version of one. */
  message(message: JsonObject, at: TracePointer): void;
  /** These are all messages from here on. */
  messages(messages: readonly JsonObject[], at: TracePointer): void;
  /** This message and all behind it are dropped from the conversation. */
  rewind(messageId: string, at: TracePointer): void;
  lost(code: DiagnosticCode, times?: number): void;
}

/**
 * @param isPassedBy of lines, judged by their bytes, which are not to be kept; not given: of none.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function visitChat(
  source: TraceSource,
  visitor: ChatVisitor,
  isPassedBy: (line: Buffer) => boolean = () => false,
): void {
  if (source.kind === 'json') visitDocument(source, visitor);
  else visitLines(source, visitor, isPassedBy);
}

function visitLines(source: TraceSource, visitor: ChatVisitor, isPassedBy: (line: Buffer) => boolean): void {
  const { tooLarge, failure } = scanRecords(source, {
    test: (bytes, start, end, part) =>
      part !== 'head' && isPassedBy(bytes.subarray(start, end)) ? ('skip' as const) : ('want' as const),
    record: ({ bytes, line, offset, length }) => {
      const record = parsedObject(bytes.toString('utf8'));
      if (record === null) visitor.lost('record_unparsable');
      else visitRecord(record, { source, line, offset, length }, visitor);
    },
  });
  visitor.lost('record_too_large', tooLarge);
  if (failure !== null) visitor.lost('source_damaged');
}

export function visitRecord(record: JsonObject, at: TracePointer, visitor: ChatVisitor): void {
  const set = objectOf(record.$set);
  if (typeof record.$rewindTo === 'string') visitor.rewind(record.$rewindTo, at);
  else if (typeof record.id === 'string') visitor.message(record, at);
  else if (set !== null) {
    visitor.details(set, at);
    if (Array.isArray(set.messages)) visitor.messages(objectsOf(set.messages), at);
  } else if (typeof record.sessionId === 'string') {
    visitor.details(record, at);
    for (const message of objectsOf(record.messages)) visitor.message(message, at);
  } else visitor.lost('record_unknown_type');
}

/** Messages of a document are its records: their numbers count from 1, and their place in the list finds them again. */
function visitDocument(source: TraceSource, visitor: ChatVisitor): void {
  const bytes = readDocument(source);
  if (bytes === null) {
    visitor.lost('record_too_large');
    return;
  }
  const chat = documentOf(bytes);
  if (chat === null) {
    if (bytes.length > 0) visitor.lost('record_unparsable');
    return;
  }
  visitor.details(chat, { source, line: 1, offset: 0, length: 0 });
  messagesOf(chat).forEach((message, n) => {
    const at = { source, line: n + 1, offset: n, length: 0 };
    if (message === null) visitor.lost('record_unparsable');
    else visitor.message(message, at);
  });
}

/** A document with a byte order mark is none the worse for it. */
function documentOf(bytes: Buffer): JsonObject | null {
  return parsedObject(bytes.toString('utf8').replace(/^\ufeff/, ''));
}

function messagesOf(chat: JsonObject): (JsonObject | null)[] {
  return Array.isArray(chat.messages) ? chat.messages.map(objectOf) : [];
}

/** The document that was asked for last: its changes are asked for one after the other. */
let kept: { readonly bytes: Buffer; readonly messages: (JsonObject | null)[] } | null = null;

/**
 * The messages that a record holds, for reading again what a pointer leads to.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function messagesAt(pointer: TracePointer, record: () => Buffer): JsonObject[] {
  if (pointer.source.kind === 'json') {
    const bytes = readDocument(pointer.source);
    if (bytes === null) return [];
    if (kept?.bytes.equals(bytes) !== true) {
      const chat = documentOf(bytes);
      kept = { bytes, messages: chat === null ? [] : messagesOf(chat) };
    }
    const message = kept.messages[pointer.offset];
    return message ? [message] : [];
  }
  const told = parsedObject(record().toString('utf8'));
  if (told === null) return [];
  if (typeof told.id === 'string') return [told];
  return objectsOf(objectOf(told.$set)?.messages ?? told.messages);
}
