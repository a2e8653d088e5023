import type { FactDetail, HistoryFact } from '../../model/history-fact.js';
import { OUTCOME_WORDS, previewOf } from '../fact-data.js';
import { itemTypeOf } from '../item-type.js';
import { type JsonObject, numberOf, objectOf, parsedObject, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';
import type { Command, ToolCall } from './calls.js';
import type { CallResult } from './outcomes.js';

type Data = HistoryFact['data'];

export function startData(payload: JsonObject, cwd: string | null): Data {
  return { cwd, cli_version: textOf(payload.cli_version) };
}

/** What a call asks for: the command of a shell, else the beginning of what the tool was given. Patches are told file by file. */
export function callData(payload: JsonObject, call: ToolCall): Data {
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

/** All that a tool was given: JSON, else a text. */
export function inputOf({ arguments: given, input, action }: JsonObject): unknown {
  if (typeof given === 'string') {
    return parsedObject(given) ?? given;
  }
  return input ?? action ?? given ?? null;
}

export function commandPreview(command: Command): string {
  return previewOf(commandText(command));
}

/** @param command a text for a shell, or words: `bash -lc` in front of a text says nothing. */
function commandText(command: Command): string {
  if (typeof command === 'string') {
    return command;
  }
  const isScript = command.length === 3 && /(?:^|[\\/])(?:ba|z|da)?sh(?:\.exe)?$/.test(command[0] ?? '');
  return isScript && /^-l?c$/.test(command[1] ?? '') ? (command[2] ?? '') : command.join(' ');
}

/** What `callData` leaves out. @param cwd the directory in force. */
export function callDetail({ tool, shape }: ToolCall, { namespace }: JsonObject, cwd: string | null): FactDetail {
  switch (shape?.kind) {
    case 'patch':
      return { item: 'fileChange' };
    case 'command':
      return commandDetail(shape.command, shape.workdir === null ? cwd : resolvePath(cwd, shape.workdir));
    default:
      // Newer releases tell a server's name apart from that of its tool.
      return { item: itemTypeOf(`${textOf(namespace) ?? ''}${tool}`, false) };
  }
}

export function commandDetail(command: Command, cwd: string | null): FactDetail {
  return { item: 'commandExecution', text: commandText(command), cwd };
}

export function resultData(callId: string | null, { exitCode, outcome }: CallResult): Data {
  return { call_id: callId, exit_code: exitCode, status: OUTCOME_WORDS[outcome] };
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
