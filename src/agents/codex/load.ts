import type {
  ChangeTelling,
  CommandEvent,
  FileChangeBody,
  FileChangeEvent,
  SnapshotEvent,
} from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { readRecordAt } from '../../scan/open-source.js';
import { literalSubstitutions } from '../../shell/literal-substitutions.js';
import { wholeFileWrites } from '../../shell/whole-file-writes.js';
import type { CommandText, SnapshotLists } from '../agent-adapter.js';
import { type JsonObject, objectOf } from '../json-values.js';
import { type CallShape, type CommandShape, toolCallOf } from './calls.js';
import { executionOf } from './executions.js';
import {
  dialectOf,
  headOf,
  mergeChanges,
  patchFiles,
  patchTelling,
  structuredHeads,
  structuredTelling,
} from './patches.js';
import { payloadOf } from './records.js';
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

/** @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function commandText(event: CommandEvent): CommandText | null {
  const payload = payloadAt(event.body);
  const shape = payload === null ? null : shapeOf(payload);
  const told = shape?.kind === 'program' ? commandOfProgram(shape.commands ?? [], event) : shape;
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

function commandOfProgram(commands: readonly CommandShape[], { place }: CommandEvent): CommandShape | null {
  return place === null ? null : (commands[place] ?? null);
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
