import type { FileChangeBody, FileChangeEvent } from '../../model/agent-event.js';
import type { HistoryFact } from '../../model/history-fact.js';
import { redact } from '../redact.js';
import { type ToolCall, toolCallOf } from './calls.js';
import { type JsonObject, numberOf, objectOf, parsedObject, textOf } from './json-values.js';
import { lineOf } from './messages.js';
import type { CallResult } from './outcomes.js';
import { isAbsolutePath } from './paths.js';

type Data = HistoryFact['data'];

const PREVIEW = 200;

/** Texts are looked at up to here: a key that is cut has no form any more. */
const LOOKED_AT = 8_000;

/** `OUTCOMES[outcome]`: how a call ended, in the words of a history. */
const OUTCOMES = {
  applied: 'completed',
  failed: 'failed',
  rejected: 'rejected',
  aborted: 'aborted',
  partial: 'partial',
  unknown: 'unknown',
} as const;

const KINDS = { create: 'add', modify: 'update', delete: 'delete', rename: 'move' } as const;

export function messageData(text: string): Data {
  return { chars: Array.from(text).length, preview: previewOf(text) };
}

export function startData(payload: JsonObject, cwd: string | null): Data {
  return { cwd, cli_version: textOf(payload.cli_version) };
}

/** What a call asks for: the command of a shell, else the beginning of what the tool was given. Patches are told file by file. */
export function callData(payload: JsonObject): Data {
  const call = toolCallOf(payload);
  return { call_id: call.callId, tool: call.tool, command: commandIn(call, payload) };
}

function commandIn({ shape }: ToolCall, payload: JsonObject): string | null {
  switch (shape?.kind) {
    case 'patch':
      return null;
    case 'command':
      return commandPreview(shape.command);
    case 'program':
    case 'opaque':
      return previewOf(shape.text);
    default: {
      const given = textOf(payload.arguments) ?? textOf(payload.input);
      return given === null ? null : previewOf(given);
    }
  }
}

/** @param command a text for a shell, or words: `bash -lc` in front of a text says nothing. */
export function commandPreview(command: string | readonly string[]): string {
  if (typeof command === 'string') {
    return previewOf(command);
  }
  const isScript = command.length === 3 && /(?:^|[\\/])(?:ba|z|da)?sh(?:\.exe)?$/.test(command[0] ?? '');
  return previewOf(isScript && /^-l?c$/.test(command[1] ?? '') ? (command[2] ?? '') : command.join(' '));
}

export function resultData(callId: string | null, { exitCode, outcome }: CallResult): Data {
  return { call_id: callId, exit_code: exitCode, status: OUTCOMES[outcome] };
}

/** A call that asks for more than the sandbox allows; null for others. */
export function approvalData(payload: JsonObject): Data | null {
  const given = parsedObject(textOf(payload.arguments) ?? '');
  const asks = given?.with_escalated_permissions === true || given?.sandbox_permissions === 'require_escalated';
  if (given === null || !asks) {
    return null;
  }
  const reason = textOf(given.justification);
  return { call_id: textOf(payload.call_id), reason: reason === null ? null : previewOf(reason) };
}

/** Of a plan that is a text. */
export const NO_STEPS: Data = { steps: null, completed: null };

/** The plan that a call of `update_plan` gives; null for others. */
export function planData(payload: JsonObject): Data | null {
  const given = payload.name === 'update_plan' ? parsedObject(textOf(payload.arguments) ?? '') : null;
  if (!Array.isArray(given?.plan)) {
    return null;
  }
  const steps = given.plan.map((step) => textOf(objectOf(step)?.status));
  return { steps: steps.length, completed: steps.filter((status) => status === 'completed').length };
}

/** The sums of a `token_count`; null where it has none. */
export function tokensData(payload: JsonObject): Data | null {
  const total = objectOf(objectOf(payload.info)?.total_token_usage);
  return total === null
    ? null
    : {
        input_tokens: numberOf(total.input_tokens),
        cached_input_tokens: numberOf(total.cached_input_tokens),
        output_tokens: numberOf(total.output_tokens),
        reasoning_output_tokens: numberOf(total.reasoning_output_tokens),
        total_tokens: numberOf(total.total_tokens),
      };
}

/** What a change did, in lines. */
export interface LineCounts {
  readonly insertions: number;
  readonly deletions: number;
}

/** @param cwd where the session runs: paths below it are told relative to it. */
export function editData(event: FileChangeEvent, counts: LineCounts | null, cwd: string | null): Data {
  return {
    call_id: event.callId,
    path: relative(event.path, cwd),
    previous_path: event.oldPath === null ? null : relative(event.oldPath, cwd),
    kind: KINDS[event.op],
    insertions: counts?.insertions ?? null,
    deletions: counts?.deletions ?? null,
    evidence: 'apply_patch',
    confidence: 'exact',
  };
}

function relative(path: string, cwd: string | null): string {
  const below = cwd === null || !isAbsolutePath(path) ? '' : cwd.endsWith('/') ? cwd : `${cwd}/`;
  return below !== '' && path.startsWith(below) ? path.slice(below.length) : path;
}

/** The lines that the most precise telling brings and takes; null where none is left. */
export function lineCounts({ tellings }: FileChangeBody): LineCounts | null {
  const [telling] = tellings;
  switch (telling?.kind) {
    case 'content':
      return { insertions: linesIn(telling.text), deletions: 0 };
    case 'deleted':
      return telling.text === null ? null : { insertions: 0, deletions: linesIn(telling.text) };
    case 'unified':
      // Without names of files at its beginning (formats/codex.md, 11.5).
      return counted(telling.diff.split('\n').map((line) => line[0] ?? ''));
    case 'apply_patch':
      return counted(telling.chunks.flatMap(({ lines }) => lines.map(({ op }) => op)));
    default:
      return null;
  }
}

function counted(ops: readonly string[]): LineCounts {
  return { insertions: ops.filter((op) => op === '+').length, deletions: ops.filter((op) => op === '-').length };
}

function linesIn(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function previewOf(text: string): string {
  return lineOf(redact(text.slice(0, LOOKED_AT)), PREVIEW);
}
