import type { CommandEvent, FileChangeBody, FileChangeEvent, ReadEvent } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { objectOf, textOf } from '../json-values.js';
import { type CallShape, shapeOf } from './calls.js';
import { entryAt, eventOf } from './history-file.js';
import { type EventRecord, recordOf } from './records.js';
import { viewedText } from './results.js';
import { bodyOf } from './tellings.js';

/** @throws AiBlameError UNREADABLE when the log cannot be opened. */
export function changeBody(event: FileChangeEvent): FileChangeBody {
  const shape = shapeAt(event.body, event.callId);
  if (shape === null) return { tellings: [] };
  const result = recordAt(event.trace);
  return bodyOf(shape, event.place, result?.type === 'tool.execution_complete' ? result.data : {});
}

/** @throws AiBlameError UNREADABLE when the log cannot be opened. */
export function readText(event: ReadEvent): string | null {
  const record = recordAt(event.body);
  return record === null ? null : viewedText(record.data);
}

/** @throws AiBlameError UNREADABLE when the log cannot be opened. */
export function commandText(event: CommandEvent): CommandText | null {
  const shape = shapeAt(event.body, event.callId);
  if (shape?.kind !== 'command') return null;
  const { command } = shape;
  return {
    command,
    writes: wholeFileWrites(command, event.cwd),
    substitutions: literalSubstitutions(command, event.cwd),
  };
}

/**
 * The entry of a document that a pointer leads to; null where it is gone, or where records are lines.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function recordText(at: TracePointer): string | null {
  const entry = at.source.kind === 'json' ? entryAt(at) : null;
  return entry === null ? null : JSON.stringify(entry);
}

/** What a call asked for: told by its start, else by the message that made it. */
function shapeAt(pointer: TracePointer, callId: string | null): CallShape | null {
  const data = recordAt(pointer)?.data;
  if (data === undefined) return null;
  if (textOf(data.toolName) !== null) return shapeOf(textOf(data.toolName) as string, data.arguments);
  const requests = Array.isArray(data.toolRequests) ? data.toolRequests.map(objectOf) : [];
  const request = requests.find((one) => textOf(one?.toolCallId) === callId);
  const tool = textOf(request?.name);
  return tool === null ? null : shapeOf(tool, request?.arguments);
}

function recordAt(at: TracePointer): EventRecord | null {
  if (at.source.kind !== 'json') return recordOf(readRecordAt(at.source, at.offset, at.length));
  const entry = entryAt(at);
  return entry === null ? null : eventOf(entry);
}
