import type { CommandEvent, FileChangeBody, FileChangeEvent, ReadEvent } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { type JsonObject, textOf } from '../json-values.js';
import { orNull } from '../whole-source.js';
import { editBody } from './edit-body.js';
import { callsOf } from './messages.js';
import { messagesAt } from './records.js';
import { resultText } from './result-text.js';
import { toolCallOf } from './tool-call.js';

type OfCall = Pick<FileChangeEvent | CommandEvent | ReadEvent, 'body' | 'callId'>;

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function changeBody(event: Pick<FileChangeEvent, 'body' | 'callId' | 'place'>): FileChangeBody {
  const call = callAt(event, event.place);
  return call === null ? { tellings: [] } : editBody(call);
}

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function readText(event: ReadEvent): string | null {
  const call = callAt(event, null);
  return call === null ? null : resultText(call);
}

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function commandText(event: CommandEvent): CommandText | null {
  const call = callAt(event, event.place);
  const shape = call === null ? null : toolCallOf(call, 0).shape;
  if (shape?.kind !== 'command') return null;
  const { command } = shape;
  return {
    command,
    writes: wholeFileWrites(command, event.cwd),
    substitutions: literalSubstitutions(command, event.cwd),
  };
}

/** What the tool of a call was given; null where the trace no longer holds it. @param index as for `callAt`. */
export function inputOf(of: OfCall, index: number): unknown {
  return orNull(() => callAt(of, index)?.args ?? null);
}

/** What the model was told of a call; null where nothing is recorded, or the trace no longer holds it. */
export function outputOf(of: OfCall, index: number): string | null {
  const call = orNull(() => callAt(of, index));
  if (call === null) return null;
  return resultText(call) ?? textOf(call.resultDisplay);
}

/**
 * The message of a document that a pointer leads to; null where records are lines.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function recordText(at: TracePointer): string | null {
  const [message] = at.source.kind === 'json' ? messagesAt(at, () => Buffer.alloc(0)) : [];
  return message === undefined ? null : JSON.stringify(message);
}

/** The call that an event is of. @param index its place among those of the message, which counts where it has no id. */
function callAt({ body, callId }: OfCall, index: number | null): JsonObject | null {
  const messages = messagesAt(body, () => readRecordAt(body.source, body.offset, body.length));
  if (callId === null) return index === null || messages.length !== 1 ? null : (callsOf(messages[0])[index] ?? null);
  return messages.flatMap(callsOf).find(({ id }) => textOf(id) === callId) ?? null;
}
