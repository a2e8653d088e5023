import type { CommandEvent, FileChangeBody, FileChangeEvent, ReadEvent } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { type JsonObject, objectOf } from '../json-values.js';
import { commandIn } from './call-state.js';
import { captureLineOf } from './capture-line.js';
import { diffsOf } from './diffs.js';
import { terminalCommand } from './terminals.js';

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function changeBody({ body, op, place }: Pick<FileChangeEvent, 'body' | 'op' | 'place'>): FileChangeBody {
  const message = messageAt(body);
  const params = objectOf(message?.params);
  if (params !== null && message?.method === 'fs/write_text_file') {
    return { tellings: typeof params.content === 'string' ? [{ kind: 'content', text: params.content }] : [] };
  }
  const update = updateIn(params);
  // What kind of call it is may have been told by another record.
  const told = update === null ? [] : diffsOf(op === 'delete' ? { ...update, kind: 'delete' } : update);
  return told[place]?.body ?? { tellings: [] };
}

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function readText({ body }: ReadEvent): string | null {
  const content = objectOf(messageAt(body)?.result)?.content;
  return typeof content === 'string' ? content : null;
}

/** @throws AiBlameError UNREADABLE when the file cannot be read. */
export function commandText({ body, cwd }: CommandEvent): CommandText | null {
  const params = objectOf(messageAt(body)?.params);
  const input = objectOf(updateIn(params)?.rawInput);
  const command = input === null ? (params === null ? null : terminalCommand(params)) : commandIn(input);
  if (command === null) return null;
  return { command, writes: wholeFileWrites(command, cwd), substitutions: literalSubstitutions(command, cwd) };
}

/** What a message says of a call. */
export function updateIn(params: JsonObject | null): JsonObject | null {
  return objectOf(params?.update) ?? objectOf(params?.toolCall);
}

function messageAt({ source, offset, length }: TracePointer): JsonObject | null {
  const line = captureLineOf(readRecordAt(source, offset, length).toString('utf8'));
  return line?.kind === 'message' ? line.message : null;
}
