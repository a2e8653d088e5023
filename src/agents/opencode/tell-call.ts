import type { Session, TracePointer } from '../../model/session.js';
import { effectOf } from '../command-effects.js';
import { numberOf, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';
import { lineOf } from '../plain-line.js';
import type { SessionBuilder } from '../session-builder.js';
import { changeBody } from './changes.js';
import {
  changedFiles,
  fileIn,
  fileOfUnknownTool,
  isShell,
  linesShown,
  type ToolCall,
  wholeFileShown,
} from './tools.js';

const COMMAND_TEXT = 200;

/**
 * Tells of one call.
 * @param pointer of its part: the call and its result are one record.
 * @param cwd in force.
 * @param origin the session that the record was copied from; null: it is no copy.
 */
export function tellCall(
  builder: SessionBuilder,
  call: ToolCall,
  pointer: TracePointer,
  cwd: string | null,
  origin: Session | null,
): void {
  const { callId, tool } = call;
  const command = isShell(tool) ? textOf(call.input.command) : null;
  builder.call(callId, tool, command, undefined, { input: () => call.input });
  if (call.status === 'completed' || call.status === 'error') {
    const output = (): string => (call.status === 'error' ? call.error : call.output);
    builder.result(callId, call.outcome, numberOf(call.metadata.exit), { output });
  }
  if (command !== null) tellCommand(builder, call, command, pointer, cwd, origin);
  else if (tool === 'read') tellRead(builder, call, pointer, cwd, origin);
  else if (!tellChanges(builder, call, pointer, cwd, origin)) tellUnknown(builder, call, pointer, cwd, origin);
}

/** @returns false where the tool is none for editing. */
function tellChanges(
  builder: SessionBuilder,
  call: ToolCall,
  body: TracePointer,
  cwd: string | null,
  origin: Session | null,
): boolean {
  const files = changedFiles(call, cwd);
  for (const [place, file] of (files ?? []).entries()) {
    const { tool, callId, outcome } = call;
    builder.add({ kind: 'file_change', ...file, outcome, callId, tool, body, place }, undefined, origin);
    if (outcome === 'applied' && origin === null)
      builder.edited({ ...file, callId }, changeBody(call, place, cwd), tool);
  }
  return files !== null;
}

function tellCommand(
  builder: SessionBuilder,
  call: ToolCall,
  command: string,
  body: TracePointer,
  cwd: string | null,
  origin: Session | null,
): void {
  const directory = commandFolder(call, cwd);
  const { writes, targets } = effectOf(command, directory);
  if (writes === 'none') return;
  const exitCode = numberOf(call.metadata.exit);
  const { tool, callId } = call;
  const outcome = call.outcome === 'applied' && exitCode !== null && exitCode !== 0 ? 'failed' : call.outcome;
  const text = lineOf(command, COMMAND_TEXT);
  builder.add(
    { kind: 'command', cwd: directory, text, body, place: null, writes, targets, exitCode, outcome, callId, tool },
    undefined,
    origin,
  );
}

/** The directory that a command ran in. */
function commandFolder({ input }: ToolCall, cwd: string | null): string | null {
  const given = textOf(input.workdir);
  return given === null ? cwd : resolvePath(cwd, given);
}

function tellRead(
  builder: SessionBuilder,
  call: ToolCall,
  body: TracePointer,
  cwd: string | null,
  origin: Session | null,
): void {
  const path = fileIn(call.input);
  if (path === null || call.output.includes('<type>directory</type>') || call.output.startsWith('Read directory '))
    return;
  const { tool, callId, outcome } = call;
  const lines = linesShown(call.output);
  const whole = outcome === 'applied' && wholeFileShown(call.output) !== null;
  builder.add(
    { kind: 'read', path: resolvePath(cwd, path), lines, whole, outcome, callId, tool, body },
    undefined,
    origin,
  );
}

/** A tool that OpenCode does not bring: what it did shows in trees only; which file it was about is told. */
function tellUnknown(
  builder: SessionBuilder,
  call: ToolCall,
  body: TracePointer,
  cwd: string | null,
  origin: Session | null,
): void {
  const path = fileOfUnknownTool(call, cwd);
  if (path === null) return;
  const { tool, callId, outcome } = call;
  const targets = [{ path, op: 'edit' as const }];
  builder.add(
    {
      kind: 'command',
      cwd,
      text: lineOf(tool, COMMAND_TEXT),
      body,
      place: null,
      writes: 'named',
      targets,
      exitCode: null,
      outcome,
      callId,
      tool,
    },
    undefined,
    origin,
  );
}
