import type { CommandEvent, FileChangeEvent, Outcome } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import type { CallResult } from './outcomes.js';
import { type ChangeHead, mergeChanges } from './patches.js';
import { resolvePath } from './paths.js';
import type { Call, PatchPart, Told } from './pending-calls.js';
import { modelOf, type Place, turnOf } from './turns.js';

/** An event that has no number yet, with the record that orders it. */
export type Unnumbered<T> = { readonly at: number; readonly event: Omit<T, 'seq'> };

/** What is common to the events of a call: told by the last record that says what became of it. */
export function eventBase(place: Place, told: Told) {
  return {
    session: place.session,
    turn: turnOf(place),
    time: place.inherited ? null : told.record.time,
    model: modelOf(place),
    trace: told.record.pointer,
    inherited: place.inherited,
  };
}

/** The changes that a call asked for or made, one for each file. */
export function fileChangesOf(call: Call): Unnumbered<FileChangeEvent>[] {
  const told = call.structured ?? call.output ?? call.asked;
  if (told === null || !isPatch(call)) {
    return [];
  }
  const heads = call.patch?.heads ?? null;
  // What a record of failure names was only meant to be done.
  const structured = call.structured === null || call.structured.changes.length === 0 ? null : call.structured.changes;
  const body: TracePointer = (call.asked !== null && heads !== null ? call.asked : told).record.pointer;
  const directory = call.patch?.directory ?? call.place.session.cwd;
  return mergeChanges(heads, structured).map(({ head }, place) => ({
    at: told.at,
    event: {
      kind: 'file_change',
      ...eventBase(call.place, told),
      op: head.op,
      path: resolvePath(directory, head.moveTo ?? head.path),
      oldPath: head.moveTo === null ? null : resolvePath(directory, head.path),
      outcome: patchOutcome(call),
      callId: call.callId,
      tool: call.tool,
      body,
      place,
    },
  }));
}

/** The command that a call ran; null where it was turned away, or was a patch that was applied or did not fit. */
export function commandOf(call: Call): Unnumbered<CommandEvent> | null {
  const told = call.output ?? call.asked;
  const result = call.output?.result ?? null;
  const unfit = call.patch !== null && result?.unfit === true;
  if (call.command === null || told === null || result?.ran === false || unfit || isPatch(call)) {
    return null;
  }
  return {
    at: told.at,
    event: {
      kind: 'command',
      ...eventBase(call.place, told),
      ...call.command,
      exitCode: result?.exitCode ?? null,
      outcome: result?.outcome ?? 'unknown',
      callId: call.callId,
      tool: call.tool,
    },
  };
}

/** Whether a patch was applied that could not be read. */
export function isUnreadable(call: Call): boolean {
  return (
    call.structured === null &&
    call.patch?.heads === null &&
    call.patch.intercepted &&
    call.output?.result.outcome === 'applied'
  );
}

/** A patch that Codex did not take apart counts as one where its output names the very files, or says why it did not fit. */
function isPatch(call: Call): boolean {
  if (call.structured !== null || call.patch?.intercepted) {
    return true;
  }
  const result = call.output?.result;
  return (
    call.patch?.heads !== null &&
    call.patch !== null &&
    result !== undefined &&
    (result.unfit || names(result, call.patch))
  );
}

function names({ updated }: CallResult, { heads }: PatchPart): boolean {
  const paths = new Set(heads?.flatMap((head: ChangeHead) => [head.path, head.moveTo]));
  return updated?.every((path) => paths.has(path)) ?? false;
}

function patchOutcome(call: Call): Outcome {
  if (call.structured !== null && call.structured.outcome !== 'unknown') {
    return call.structured.outcome;
  }
  const result = call.output?.result;
  if (result === undefined) {
    return 'unknown';
  }
  // What failed while it ran may have written the files before the one that failed (formats/codex.md, 11.4).
  const several = (call.patch?.heads?.length ?? 0) > 1;
  return result.outcome === 'failed' && result.ran && !result.unfit && several ? 'partial' : result.outcome;
}
