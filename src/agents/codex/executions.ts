import { type JsonObject, textOf, textsOf } from '../json-values.js';
import { directoryOf } from '../paths.js';
import { type CallShape, commandShape } from './calls.js';
import { type CallResult, executionResult } from './outcomes.js';

/** A command that has a record of its own. */
export interface Execution {
  /** Of the tool call; a command of a program has an id that no call has (formats/codex.md, 1 fact 9). */
  readonly callId: string | null;
  readonly tool: string;
  readonly shape: CallShape | null;
  /** As recorded; null: not told. */
  readonly cwd: string | null;
  readonly result: CallResult;
}

/**
 * The item of an `item_completed` of the type `CommandExecution` (formats/codex.md, 7).
 * @returns null for what the person ran.
 */
export function executionOf(item: JsonObject): Execution | null {
  const told = { callId: textOf(item.id), cwd: directoryOf(item.cwd), result: executionResult(item) };
  switch (item.source) {
    case 'user_shell':
      return null;
    case 'unified_exec_interaction':
      return {
        ...told,
        tool: 'write_stdin',
        shape: { kind: 'opaque', text: `write_stdin ${textOf(item.interaction_input) ?? ''}` },
      };
    default: {
      const tool = item.source === 'unified_exec_startup' ? 'exec_command' : 'shell';
      const words = textsOf(item.command);
      const shape = commandShape(words, null);
      // What Codex takes out of a command and applies itself is no execution: this one was run by the shell.
      return shape?.kind === 'patch'
        ? {
            ...told,
            tool,
            shape: { kind: 'command', command: words, workdir: null, patch: { text: shape.text, cd: shape.cd } },
          }
        : { ...told, tool, shape };
    }
  }
}
