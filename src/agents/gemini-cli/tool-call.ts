import type { Outcome } from '../../model/agent-event.js';
import { detached, type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { isAbsolutePath } from '../paths.js';
import { exitCodeOf, resultText } from './result-text.js';

/** A call as a message holds it (formats/gemini-cli.md, 2 and 3), without the texts of files. */
export interface ToolCall {
  readonly id: string | null;
  /** Place among the calls of its message, from 0. */
  readonly index: number;
  readonly tool: string;
  /** Whether the record says how it ended. */
  readonly isDone: boolean;
  readonly outcome: Outcome;
  /** As recorded. */
  readonly timestamp: unknown;
  readonly shape: CallShape;
}

type CallShape =
  | { readonly kind: 'edit'; readonly path: string; readonly op: 'create' | 'modify' }
  | { readonly kind: 'read'; readonly path: string; readonly lines: LineRange; readonly whole: boolean }
  | {
      readonly kind: 'command';
      readonly command: string;
      /** As recorded; null: the project's. */
      readonly directory: string | null;
      readonly exitCode: number | null;
    }
  | { readonly kind: 'other' };

type LineRange = { readonly first: number; readonly last: number } | null;

/** The texts of a file before and after a change (0.25 and later). */
export interface FileDiff {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  readonly isNew: boolean | null;
}

const DONE: Readonly<Record<string, Outcome>> = { success: 'applied', error: 'failed', cancelled: 'rejected' };

/** The person broke it off while it ran: what it had done by then stays. */
const BROKEN_OFF = /cancelled tool execution|Operation cancelled\.|before it could complete|automatically cancelled/;

/** Ways of telling that the file was not there before. */
const CREATED = /^(?:Successfully created and wrote to new file|Created new file): /;
const OVERWROTE = /^Successfully (?:overwrote|modified) file: /;

/** What is left out of a file that a read shows, and what is put behind it. */
const NOT_THE_FILE =
  /^\s*<untrusted_context>|^\s*IMPORTANT: The file content has been truncated|^\[File content truncated|\.\.\. \[truncated\]|<tool_output_masked>|\n--- Newly Discovered Project Context ---\n|\ufffd/;

export function toolCallOf(call: JsonObject, index: number): ToolCall {
  const text = resultText(call);
  const tool = textOf(call.name) ?? '';
  const ended = typeof call.status === 'string' ? DONE[call.status] : undefined;
  const shape = shapeOf(call, tool, text);
  return {
    id: textOf(call.id),
    index,
    tool: detached(tool),
    isDone: ended !== undefined,
    outcome: outcomeOf(ended, shape, text),
    timestamp: call.timestamp,
    shape,
  };
}

/** A command that ended with another code than zero counts as failed, as with every agent. */
function outcomeOf(ended: Outcome | undefined, shape: CallShape, text: string | null): Outcome {
  if (ended === undefined) return 'unknown';
  if (ended === 'rejected' || shape.kind === 'command') {
    if (text !== null && BROKEN_OFF.test(text.slice(0, 300))) return 'aborted';
  }
  const exitCode = shape.kind === 'command' ? shape.exitCode : null;
  return ended === 'applied' && exitCode !== null && exitCode !== 0 ? 'failed' : ended;
}

function shapeOf(call: JsonObject, tool: string, text: string | null): CallShape {
  const args = objectOf(call.args) ?? {};
  const diff = fileDiffOf(call);
  const path = diff?.path ?? textOf(args.file_path) ?? textOf(args.absolute_path);
  if (diff !== null || tool === 'write_file' || tool === 'replace') {
    if (path === null) return { kind: 'other' };
    return { kind: 'edit', path: detached(path), op: isCreated(call) === true ? 'create' : 'modify' };
  }
  if (tool === 'read_file' && path !== null) {
    const lines = linesOf(args);
    const isPart = ['start_line', 'end_line', 'offset', 'limit'].some((key) => args[key] !== undefined);
    const whole = !isPart && call.status === 'success' && text !== null && !NOT_THE_FILE.test(text);
    return { kind: 'read', path: detached(path), lines, whole };
  }
  const command = tool === 'run_shell_command' ? textOf(args.command) : null;
  if (command === null) return { kind: 'other' };
  const exitCode = text === null || args.is_background === true ? null : exitCodeOf(text);
  const directory = textOf(args.dir_path) ?? textOf(args.directory);
  return { kind: 'command', command: detached(command), directory, exitCode };
}

/** Newer releases count lines from 1, older ones from 0. */
function linesOf({ start_line, end_line, offset, limit }: JsonObject): LineRange {
  const [first, last] = [numberOf(start_line), numberOf(end_line)];
  if (last !== null) return { first: first ?? 1, last };
  const count = numberOf(limit);
  return count === null ? null : { first: (numberOf(offset) ?? 0) + 1, last: (numberOf(offset) ?? 0) + count };
}

export function fileDiffOf(call: JsonObject): FileDiff | null {
  const shown = objectOf(call.resultDisplay);
  const path = textOf(shown?.filePath);
  if (shown === null || path === null || !isAbsolutePath(path) || typeof shown.newContent !== 'string') return null;
  return {
    path,
    before: typeof shown.originalContent === 'string' ? shown.originalContent : null,
    after: shown.newContent,
    isNew: typeof shown.isNewFile === 'boolean' ? shown.isNewFile : null,
  };
}

/** Whether the file was not there before the call; null where nothing tells it. */
export function isCreated(call: JsonObject): boolean | null {
  const diff = fileDiffOf(call);
  if (diff !== null && diff.isNew !== null) return diff.isNew;
  const text = resultText(call) ?? '';
  if (CREATED.test(text) || (typeof call.resultDisplay === 'string' && call.resultDisplay.startsWith('Created '))) {
    return true;
  }
  if (OVERWROTE.test(text) || (diff !== null && diff.before !== null && diff.before !== '')) return false;
  if (call.name !== 'replace') return null;
  // An empty text to look for makes a file, and is refused where there is one.
  return objectOf(call.args)?.old_string === '' ? true : diff === null ? false : diff.before === null;
}
