import type { CommandEvent, FileChangeBody, FileChangeEvent, ReadEvent } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText } from '../agent-adapter.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';
import { backupsOf } from './backups.js';
import { type Call, changeOf } from './changes.js';
import { shellCommandOf } from './commands.js';
import { endingOf } from './endings.js';
import { attachedRead, readOf } from './reads.js';
import { blocksOf, recordOf } from './records.js';

/** @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function changeBody(event: FileChangeEvent): FileChangeBody {
  const call = callOf(event);
  const change = call === null ? null : changeOf(call);
  if (change === null) return { tellings: [] };
  if (change.body.before !== undefined || change.op === 'create') return change.body;
  const candidates = backupsOf(event, change.path);
  return candidates.length === 0 ? change.body : { ...change.body, candidates };
}

/** @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function readContent(event: ReadEvent): string | null {
  if (event.callId === null) return attachedRead(recordAt(event.body))?.content ?? null;
  const call = callOf(event);
  return call === null ? null : (readOf(call.input, call.told)?.content ?? null);
}

/** @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function commandText(event: CommandEvent): CommandText | null {
  const block = askedIn(event.body, event.callId);
  const shell = block === null ? null : shellCommandOf(event.tool, objectOf(block.input) ?? {});
  if (shell === null) return null;
  const { command } = shell;
  return {
    command,
    writes: wholeFileWrites(command, event.cwd),
    substitutions: literalSubstitutions(command, event.cwd),
  };
}

/** A call as its records tell it; null where they no longer do. */
function callOf(event: FileChangeEvent | ReadEvent): Call | null {
  const asked = askedIn(event.body, event.callId);
  if (asked === null) return null;
  const input = objectOf(asked.input) ?? {};
  const result = recordAt(event.trace);
  const blocks = blocksOf(result?.message).filter(({ type }) => type === 'tool_result');
  const block = blocks.find((one) => textOf(one.tool_use_id) === event.callId);
  if (result === null || block === undefined) return { tool: event.tool, input, told: null, text: '' };
  const structured = blocks.length === 1 ? (result.toolUseResult ?? undefined) : undefined;
  const { told, text } = endingOf(result, block, structured, result.isSidechain === true);
  return { tool: event.tool, input, told, text };
}

function askedIn(pointer: TracePointer, callId: string | null): JsonObject | null {
  const value = recordAt(pointer);
  const message = objectOf(value?.message) ?? value;
  return blocksOf(message).find(({ type, id }) => type === 'tool_use' && textOf(id) === callId) ?? null;
}

function recordAt({ source, offset, length }: TracePointer): JsonObject | null {
  return recordOf(readRecordAt(source, offset, length));
}
