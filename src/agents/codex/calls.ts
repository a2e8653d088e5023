import { extractApplyPatch } from '../../shell/extract-apply-patch.js';
import { type JsonObject, objectOf, parsedObject, textOf, textsOf } from '../json-values.js';
import { readProgram } from './programs.js';

/** A text for a shell, or the words of a program. */
export type Command = string | readonly string[];

/** What a call of a tool may do to files. */
export type CallShape =
  /** A patch that Codex runs itself (formats/codex.md, 11.1 a to g). `cd` is relative to the working directory. */
  | { readonly kind: 'patch'; readonly text: string; readonly cd: string | null; readonly workdir: string | null }
  /**
   * A command. `patch`: it hands a patch to `apply_patch` in a form that Codex does not take apart: the shell runs it, and only its
   * output can tell that it was applied.
   */
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly workdir: string | null;
      readonly patch: { readonly text: string; readonly cd: string | null } | null;
    }
  /** A program of code mode that writes only by `apply_patch` and by commands. */
  | {
      readonly kind: 'program';
      readonly text: string;
      /** null: some are computed. */
      readonly commands: readonly CommandShape[] | null;
      readonly isStraight: boolean;
    }
  /** Something that may write anything. `text` is what there is to show. */
  | { readonly kind: 'opaque'; readonly text: string };

/** What a text for a shell, or the words of a program, may do. */
export type CommandShape = Extract<CallShape, { readonly kind: 'patch' | 'command' }>;

export interface ToolCall {
  readonly tool: string;
  readonly callId: string | null;
  /** null: the tool changes no file. */
  readonly shape: CallShape | null;
}

/** Tools that change no file of the work tree. Sub-agents have traces of their own. */
const HARMLESS = new Set([
  'update_plan',
  'view_image',
  'list_mcp_resources',
  'list_mcp_resource_templates',
  'read_mcp_resource',
  'read_file',
  'list_dir',
  'grep_files',
  'web_search',
  'tool_search',
  'tool_suggest',
  'request_user_input',
  'request_permissions',
  'request_plugin_install',
  'test_sync_tool',
  'spawn_agent',
  'spawn_agents_on_csv',
  'send_input',
  'send_message',
  'followup_task',
  'assign_task',
  'wait',
  'wait_agent',
  'resume_agent',
  'close_agent',
  'list_agents',
  'report_agent_job_result',
  'get_goal',
  'create_goal',
  'update_goal',
  'get_memory',
  'get_context_remaining',
  'new_context',
  'sleep',
]);

/** Interprets a call record's payload: `function_call`, `custom_tool_call` or `local_shell_call`. */
export function toolCallOf(payload: JsonObject): ToolCall {
  const callId = textOf(payload.call_id);
  if (payload.type === 'local_shell_call') {
    const action = objectOf(payload.action);
    const shape = commandShape(textsOf(action?.command), textOf(action?.working_directory));
    return { tool: 'local_shell', callId: callId ?? textOf(payload.id), shape };
  }
  const tool = textOf(payload.name) ?? 'unknown';
  const shape =
    payload.type === 'custom_tool_call'
      ? customShape(tool, textOf(payload.input) ?? '')
      : functionShape(tool, textOf(payload.arguments) ?? '', payload);
  return { tool, callId, shape };
}

/** The directories that a call record names, as recorded. */
export function workdirsOf(payload: JsonObject): string[] {
  if (payload.type === 'custom_tool_call') {
    const { shape } = toolCallOf(payload);
    return shape?.kind === 'program' ? (shape.commands ?? []).flatMap(({ workdir }) => workdir ?? []) : [];
  }
  const workdir =
    payload.type === 'local_shell_call'
      ? textOf(objectOf(payload.action)?.working_directory)
      : textOf(parsedObject(textOf(payload.arguments) ?? '')?.workdir);
  return workdir === null ? [] : [workdir];
}

function customShape(tool: string, input: string): CallShape | null {
  if (tool === 'apply_patch') {
    return { kind: 'patch', text: input, cd: null, workdir: null };
  }
  if (tool === 'exec') {
    return programShape(input);
  }
  return HARMLESS.has(tool) ? null : { kind: 'opaque', text: `${tool} ${input}` };
}

/** null: it only patches, which has records of its own, or changes no file. */
function programShape(text: string): CallShape | null {
  const program = readProgram(text, (tool) => HARMLESS.has(tool));
  if (program === null) {
    return { kind: 'opaque', text };
  }
  const commands =
    program.commands?.flatMap((given) => commandShape(textOf(given.cmd) ?? '', textOf(given.workdir)) ?? []) ?? null;
  return commands?.length === 0 ? null : { kind: 'program', text, commands, isStraight: program.isStraight };
}

function functionShape(tool: string, text: string, payload: JsonObject): CallShape | null {
  if (HARMLESS.has(tool)) {
    return null;
  }
  const given = parsedObject(text);
  const workdir = textOf(given?.workdir);
  switch (tool) {
    case 'shell':
    case 'container.exec':
    case 'local_shell':
    case 'shell_command':
    case 'exec_command': {
      const command = given?.command ?? given?.cmd;
      if (typeof command === 'string' && command !== '') {
        return commandShape(command, workdir);
      }
      const words = textsOf(command);
      // Arguments that cannot be read were not run either.
      return words.length === 0 ? null : commandShape(words, workdir);
    }
    case 'apply_patch':
      return patchShape(textOf(given?.input) ?? textOf(given?.patch) ?? text);
    case 'write_stdin':
      return { kind: 'opaque', text: `write_stdin ${textOf(given?.chars) ?? ''}` };
    default: {
      const namespace = textOf(payload.namespace);
      return { kind: 'opaque', text: `${namespace === null ? '' : `${namespace} `}${tool} ${text}` };
    }
  }
}

function patchShape(text: string): CallShape {
  return { kind: 'patch', text, cd: null, workdir: null };
}

/** null: there is no command. */
export function commandShape(command: Command, workdir: string | null): CommandShape | null {
  if (command.length === 0) {
    return null;
  }
  const found = mayPatch(command) ? extractApplyPatch(command) : null;
  if (found?.intercepted) {
    return { kind: 'patch', text: found.patch, cd: found.workdir, workdir };
  }
  const patch = found === null ? null : { text: found.patch, cd: found.workdir };
  return { kind: 'command', command, workdir, patch };
}

/** Most commands are no patches: they need not be taken apart to see that. */
function mayPatch(command: Command): boolean {
  return typeof command === 'string' ? command.includes('patch') : command.some((word) => word.includes('patch'));
}

/** The command as it is shown: one line, 200 characters. */
export function commandLine(command: Command): string {
  const words = typeof command === 'string' ? command : isShellScript(command) ? (command[2] ?? '') : command.join(' ');
  return words.slice(0, 4_000).replace(/\s+/g, ' ').trim().slice(0, 200);
}

function isShellScript(words: readonly string[]): boolean {
  return (
    words.length === 3 && /(?:^|[\\/])(?:ba|z|da)?sh(?:\.exe)?$/.test(words[0] ?? '') && /^-l?c$/.test(words[1] ?? '')
  );
}
