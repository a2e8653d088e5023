import type { CommandEvent, FileChangeEvent, Outcome } from '../../model/agent-event.js';
import type { TracePointer } from '../../model/session.js';
import { resolvePath } from '../paths.js';
import type { CallResult } from './outcomes.js';
import { type ChangeHead, mergeChanges } from './patches.js';
import type { Call, PatchPart, Told } from './pending-calls.js';
import { modelOf, type Place, turnOf } from './tasks.js';

/**
 * What is common to the events of a call: told by the last record that says what became of it. Who makes an event of it names each
 * property: what objects are spread into is a slow one, and every event is looked at many times.
 * @param n place among the events that the record tells of, from 0.
 */
export function eventBase(place: Place, told: Told, n = 0) {
  return {
    session: place.session,
    turn: turnOf(place),
    seq: told.at + n,
    time: place.inherited ? null : told.record.time,
    model: modelOf(place),
    trace: told.record.pointer,
    inherited: place.inherited,
  };
}

/** The changes that a call asked for or made, one for each file. */
export function fileChangesOf(call: Call): FileChangeEvent[] {
  const told = call.structured ?? call.output ?? call.asked;
  if (told === null || !isPatch(call)) {
    return [];
  }
  const heads = call.patch?.heads ?? null;
  // What a record of failure names was only meant to be done.
  const structured = call.structured === null || call.structured.changes.length === 0 ? null : call.structured.changes;
  const body: TracePointer = (call.asked !== null && heads !== null ? call.asked : told).record.pointer;
  const directory = call.patch?.directory ?? call.place.session.cwd;
  return mergeChanges(heads, structured).map(({ head }, place) => {
    const { session, turn, seq, time, model, trace, inherited } = eventBase(call.place, told, place);
    return {
      kind: 'file_change',
      session,
      turn,
      seq,
      time,
      model,
      trace,
      inherited,
      op: head.op,
      path: resolvePath(directory, head.moveTo ?? head.path),
      oldPath: head.moveTo === null ? null : resolvePath(directory, head.path),
      place,
      outcome: patchOutcome(call),
      callId: call.callId,
      tool: call.tool,
      body,
    };
  });
}

/**
 * The commands that a call ran; none where it was turned away, or was a patch that was applied or did not fit.
 * @param firstExecution number of the first record that tells of a command by itself: programs that end later need not tell of theirs.
 */
export function commandsOf(call: Call, firstExecution: number | null): CommandEvent[] {
  const told = call.output ?? call.execution ?? call.asked;
  const result = resultIn(call);
  const unfit = call.patch !== null && result?.unfit === true;
  if (told === null || result?.ran === false || unfit || isPatch(call) || haveRecords(call, firstExecution)) {
    return [];
  }
  return call.commands.map(({ cwd, text, writes, targets, place }, n) => {
    const { session, turn, seq, time, model, trace, inherited } = eventBase(call.place, told, n);
    return {
      kind: 'command',
      session,
      turn,
      seq,
      time,
      model,
      trace,
      inherited,
      cwd,
      text,
      writes,
      targets,
      exitCode: result?.exitCode ?? null,
      place,
      outcome: commandOutcome(call, place, result?.outcome ?? 'unknown'),
      callId: call.callId,
      tool: call.tool,
      body: (call.asked ?? told).record.pointer,
    };
  });
}

/** The output's, unless the command still ran when it was written. */
function resultIn({ output, execution }: Call): CallResult | null {
  const isOpen = output === null || output.result.outcome === 'unknown';
  return (isOpen ? execution?.result : null) ?? output?.result ?? null;
}

function haveRecords({ program, output }: Call, firstExecution: number | null): boolean {
  const hasEnded = output?.result.outcome === 'applied' || output?.result.outcome === 'failed';
  return program?.hasOnlyCommands === true && hasEnded && firstExecution !== null && firstExecution < (output?.at ?? 0);
}

/** A program that failed has run some of its commands, and one with branches may have left some out. */
function commandOutcome({ program }: Call, place: number | null, outcome: Outcome): Outcome {
  const isSure = program === null || place === null || outcome === 'aborted';
  return isSure || (outcome === 'applied' && program.isStraight) ? outcome : 'unknown';
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
