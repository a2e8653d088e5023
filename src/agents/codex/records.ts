import type { TracePointer, TraceSource } from '../../model/session.js';
import { readDocument } from '../../scan/open-source.js';
import type { ScannedRecord } from '../../scan/scan-records.js';
import type { DiagnosticCode, Diagnostics } from '../diagnostics.js';
import { type JsonObject, numberOf, objectOf, parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { RECORD_BEGIN, recordText } from './record-text.js';

/** A record of any era in one form. */
export interface CodexRecord {
  readonly pointer: TracePointer;
  /** Kind of line: `session_meta`, `response_item`, … */
  readonly type: string;
  readonly payload: JsonObject;
  readonly time: string | null;
  readonly ordinal: number | null;
  /** Of the eras without envelopes: no times, and messages of the role `user` are the person's. */
  readonly bare: boolean;
}

interface RecordSink {
  record(record: CodexRecord): void;
}

/** Parses one scanned record, which may turn out to be several. */
export class RecordParser {
  private readonly source: TraceSource;
  private readonly sink: RecordSink;
  private readonly diagnostics: Diagnostics;
  private readonly isWhole: boolean;

  /** @param isWhole also what commands printed, and lists of untracked files. */
  constructor(source: TraceSource, sink: RecordSink, diagnostics: Diagnostics, isWhole = false) {
    this.isWhole = isWhole;
    this.source = source;
    this.sink = sink;
    this.diagnostics = diagnostics;
  }

  parse({ bytes, line, offset, length }: ScannedRecord): void {
    const object = parsedObject(this.isWhole ? bytes.toString() : recordText(bytes));
    if (object !== null) {
      this.give(object, { source: this.source, line, offset, length });
      return;
    }
    for (const [from, to] of fusedParts(bytes)) {
      const part = parsedObject(bytes.toString('utf8', from, to));
      if (part === null) {
        this.diagnostics.count('record_unparsable');
      } else {
        this.give(part, { source: this.source, line, offset: offset + from, length: to - from });
      }
    }
  }

  private give(object: JsonObject, pointer: TracePointer): void {
    const record = recordOf(object, pointer);
    if (typeof record === 'string') {
      this.diagnostics.count(record);
    } else if (record !== null) {
      if (record.time === null && !record.bare) {
        this.diagnostics.count('time_invalid');
      }
      this.sink.record(record);
    }
  }
}

/** A crash could fuse half a record with the next one (formats/codex.md, 2.3): cuts at each beginning of a record. */
function fusedParts(bytes: Buffer): [number, number][] {
  const parts: [number, number][] = [];
  let from = 0;
  for (let next = bytes.indexOf(RECORD_BEGIN, 1); next !== -1; next = bytes.indexOf(RECORD_BEGIN, next + 1)) {
    parts.push([from, next]);
    from = next;
  }
  parts.push([from, bytes.length]);
  return parts;
}

/** null: a record that says nothing. */
function recordOf(object: JsonObject, pointer: TracePointer): CodexRecord | DiagnosticCode | null {
  const type = textOf(object.type);
  if (type !== null && 'payload' in object) {
    const payload = objectOf(object.payload);
    return payload === null
      ? 'record_unparsable'
      : {
          pointer,
          type,
          payload,
          time: isoTime(object.timestamp),
          ordinal: numberOf(object.ordinal),
          bare: false,
        };
  }
  const bare = { pointer, payload: object, time: null, ordinal: null, bare: true };
  if (type !== null) {
    return { ...bare, type: 'response_item' };
  }
  if (textOf(object.record_type) !== null) {
    return null;
  }
  return textOf(object.id) === null ? 'record_unparsable' : { ...bare, type: 'session_meta' };
}

/**
 * Gives the records of the TypeScript CLI's document: `{session, items}`. They have no place of their own, only numbers.
 * @param sink.lost called with what cannot be read.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function readItems(
  source: TraceSource,
  sink: { item(record: CodexRecord): void; lost(code: DiagnosticCode): void },
): void {
  const bytes = readDocument(source);
  if (bytes === null) {
    sink.lost('record_too_large');
    return;
  }
  const document = parsedObject(bytes.toString());
  const session = objectOf(document?.session);
  if (session === null) {
    sink.lost('record_unparsable');
    return;
  }
  const pointer = { source, line: 1, offset: 0, length: bytes.length };
  sink.item({ pointer, type: 'session_meta', payload: session, time: null, ordinal: null, bare: false });
  for (const [index, item] of (Array.isArray(document?.items) ? document.items : []).entries()) {
    const object = objectOf(item);
    const record = object === null ? 'record_unparsable' : recordOf(object, { ...pointer, line: index + 1 });
    if (typeof record === 'string') {
      sink.lost(record);
    } else if (record !== null) {
      sink.item(record);
    }
  }
}

/** The payload of the record that a pointer names, or null where the source does not hold it any more. */
export function payloadOf(bytes: Buffer, pointer: TracePointer): JsonObject | null {
  const object = parsedObject(bytes.toString());
  if (object === null) {
    return null;
  }
  if (pointer.source.kind === 'json') {
    return objectOf(Array.isArray(object.items) ? object.items[pointer.line - 1] : null);
  }
  const record = recordOf(object, pointer);
  return typeof record === 'string' || record === null ? null : record.payload;
}
