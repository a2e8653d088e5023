import type {
  ChangeTelling,
  CommandEvent,
  FileChangeBody,
  FileChangeEvent,
  SnapshotEvent,
} from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { scanRecords } from '../../scan/scan-records.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText, SnapshotLists } from '../agent-adapter.js';
import { type CallShape, type CommandShape, commandLine, toolCallOf } from './calls.js';
import { executionOf } from './executions.js';
import { readHeader } from './headers.js';
import { type JsonObject, objectOf, parsedObject } from './json-values.js';
import {
  dialectOf,
  headOf,
  mergeChanges,
  patchFiles,
  patchTelling,
  structuredHeads,
  structuredTelling,
} from './patches.js';
import { payloadOf, recordOf } from './records.js';
import type { CommandSource } from './session-reader.js';
import { untrackedOf } from './snapshots.js';

/**
 * The tellings of a change, the most precise first: the structured record's, then the patch's.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function changeBody(event: FileChangeEvent): FileChangeBody {
  const asked = payloadAt(event.body);
  const text = asked === null ? null : patchText(asked);
  const files = text === null ? null : patchFiles(text);
  const told = structuredOf(event.trace.offset === event.body.offset ? asked : payloadAt(event.trace));
  const heads = told === null ? [] : structuredHeads(told);
  const change = mergeChanges(files?.map(headOf) ?? null, heads.length === 0 ? null : heads)[event.place];
  if (change === undefined) {
    return { tellings: [] };
  }
  const tellings: ChangeTelling[] = [];
  // The record of a patch that was not done holds what was meant.
  const structured = change.key === null || told === null ? null : structuredTelling(told, change.key);
  const file = change.inPatch === null ? undefined : files?.[change.inPatch];
  const fromPatch = file === undefined ? null : patchTelling(file, dialectOf(event.session.agentVersion));
  if (structured !== null) {
    tellings.push(structured);
  }
  if (fromPatch !== null && (structured === null || fromPatch.kind !== structured.kind)) {
    tellings.push(fromPatch);
  }
  return { tellings };
}

/** @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function snapshotLists(event: SnapshotEvent): SnapshotLists {
  return untrackedOf(payloadAt(event.trace) ?? {});
}

/**
 * @param call where the text stands; null: it is looked for by the id of the call.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function commandText(event: CommandEvent, call: CommandSource | null): CommandText | null {
  const payload = call === null ? findCall(event) : payloadAt(call.record);
  const shape = payload === null ? null : shapeOf(payload);
  const told =
    shape?.kind === 'program' ? commandOfProgram(shape.commands ?? [], event, call?.inProgram ?? null) : shape;
  if (told?.kind !== 'command') {
    return null;
  }
  const { command } = told;
  return {
    command,
    writes: wholeFileWrites(command, event.cwd),
    substitutions: literalSubstitutions(command, event.cwd),
  };
}

/** The command of a given place; else the one whose text the event shows, where no other looks the same. */
function commandOfProgram(
  commands: readonly CommandShape[],
  { text }: CommandEvent,
  place: number | null,
): CommandShape | null {
  if (place !== null) {
    return commands[place] ?? null;
  }
  const alike = commands.filter((each) => each.kind === 'command' && commandLine(each.command) === text);
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** What the record of a call, or of a command, asked for; null for other records. */
function shapeOf(payload: JsonObject): CallShape | null {
  const item = objectOf(payload.item);
  if (item?.type === 'CommandExecution') {
    return executionOf(item)?.shape ?? null;
  }
  return payload.call_id === undefined && payload.action === undefined && payload.name === undefined
    ? null
    : toolCallOf(payload).shape;
}

function payloadAt(pointer: TracePointer): JsonObject | null {
  return payloadOf(readRecordAt(pointer.source, pointer.offset, pointer.length), pointer);
}

function patchText(payload: JsonObject): string | null {
  const shape = shapeOf(payload);
  if (shape === null || shape.kind === 'opaque' || shape.kind === 'program') {
    return null;
  }
  return shape.kind === 'patch' ? shape.text : (shape.patch?.text ?? null);
}

/** The part of a record that has `changes`. */
function structuredOf(payload: JsonObject | null): JsonObject | null {
  const part = objectOf(payload?.item) ?? payload;
  return objectOf(part?.changes) === null ? null : part;
}

/** The last call of the event's id before its result. */
function findCall(event: CommandEvent): JsonObject | null {
  const { trace, callId } = event;
  const told = payloadAt(trace);
  if (callId === null || objectOf(told?.item)?.id === callId) {
    return told;
  }
  let found: JsonObject | null = null;
  scanRecords(trace.source, {
    test: (bytes, start, end) => (readHeader(bytes, start, end) === 'call' ? 'want' : 'skip'),
    record({ bytes, offset, length, line }) {
      if (offset <= trace.offset && bytes.indexOf(`"${callId}"`) !== -1) {
        const record = recordOf(parsedObject(bytes.toString()) ?? {}, { source: trace.source, line, offset, length });
        found = typeof record === 'string' || record?.payload.call_id !== callId ? found : record.payload;
      }
    },
  });
  return found;
}
