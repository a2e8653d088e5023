import type { FileChangeEvent, Outcome } from '../../model/agent-event.js';
import { parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { type JsonObject, numberOf, objectOf, objectsOf, parsedObject, textOf } from '../json-values.js';

/** What the editor tells of one call (formats/cursor.md, A.4): objects that are JSON in texts. */
export interface ToolCall {
  readonly id: string | null;
  readonly name: string;
  readonly params: JsonObject;
  readonly args: JsonObject;
  readonly result: JsonObject;
  readonly outcome: Outcome;
  /** What was told in place of a result. */
  readonly error: string | null;
}

export function toolCallOf(data: JsonObject): ToolCall | null {
  const name = textOf(data.name);
  if (name === null) return null;
  const result = jsonIn(data.result);
  return {
    id: textOf(data.toolCallId),
    name,
    params: jsonIn(data.params),
    args: jsonIn(data.rawArgs),
    result,
    outcome: outcomeOf(data, result),
    error: textOf(data.error) ?? textOf(objectOf(data.error)?.clientVisibleErrorMessage),
  };
}

function jsonIn(value: unknown): JsonObject {
  return objectOf(value) ?? parsedObject(textOf(value) ?? '') ?? {};
}

function outcomeOf(data: JsonObject, result: JsonObject): Outcome {
  if (data.userDecision === 'rejected') return 'rejected';
  const hasError = textOf(data.error) !== null || objectOf(data.error) !== null || result.applyFailed === true;
  switch (data.status) {
    case 'completed':
      return hasError ? 'failed' : 'applied';
    case 'error':
      return 'failed';
    case 'cancelled':
      return 'aborted';
    default:
      return 'unknown';
  }
}

/** One change of a call; its place is that in the list. Paths as recorded. */
export interface CursorChange {
  readonly op: FileChangeEvent['op'];
  readonly path: string;
  /** Only for `rename`. */
  readonly oldPath: string | null;
}

/** Tools that change one file, whose parameters name it. */
const EDITS = new Set(['edit_file', 'search_replace', 'MultiEdit', 'write', 'edit_notebook', 'reapply']);

export function changesOf({ name, params, args, result }: ToolCall): CursorChange[] {
  const path = pathOf(params, args);
  if (name === 'apply_patch') {
    const files = patchOf(args);
    if (files === null) return path === null ? [] : [{ op: 'modify', path, oldPath: null }];
    return files.map((file) => {
      if (file.op !== 'update') return { op: file.op === 'add' ? 'create' : 'delete', path: file.path, oldPath: null };
      return file.moveTo === null
        ? { op: 'modify', path: file.path, oldPath: null }
        : { op: 'rename', path: file.moveTo, oldPath: file.path };
    });
  }
  if (path === null) return [];
  if (name === 'edit_file_v2')
    return [{ op: result.fileWasCreated === true ? 'create' : 'modify', path, oldPath: null }];
  if (name === 'delete_file') return [{ op: 'delete', path, oldPath: null }];
  return EDITS.has(name) ? [{ op: 'modify', path, oldPath: null }] : [];
}

/** The file of a call: its name says relative, and mostly it is not. */
function pathOf(params: JsonObject, args: JsonObject): string | null {
  return (
    textOf(params.relativeWorkspacePath) ??
    textOf(params.targetFile) ??
    textOf(args.file_path) ??
    textOf(args.target_file) ??
    textOf(args.path)
  );
}

/** The files of a patch: in the grammar of `apply_patch`, or its hunks alone for the file that is named beside; null where it is none. */
export function patchOf(args: JsonObject) {
  const [text, path] = [textOf(args.patch) ?? textOf(args.input), textOf(args.file_path)];
  if (text === null) return null;
  const isWhole = text.trimStart().startsWith('*** Begin Patch');
  if (!isWhole && path === null) return null;
  const parsed = parseApplyPatch(
    isWhole ? text : `*** Begin Patch\n*** Update File: ${path}\n${text.trimEnd()}\n*** End Patch`,
  );
  return parsed.ok ? parsed.files : null;
}

/** The chunks of a display diff as one unified diff; null where there is none. */
export function unifiedOf(result: JsonObject): string | null {
  const chunks = objectsOf(objectOf(result.diff)?.chunks);
  const hunks = chunks.map(({ diffString, oldStart, newStart }) => {
    const [text, old, now] = [textOf(diffString), numberOf(oldStart), numberOf(newStart)];
    if (text === null || old === null || now === null) return null;
    const lines = text.replace(/\r?\n$/, '').split('\n');
    if (lines.some((line) => !/^[ +-]/.test(line))) return null;
    const count = (signs: string): number => lines.filter((line) => signs.includes(line[0] as string)).length;
    return `@@ -${old},${count(' -')} +${now},${count(' +')} @@\n${lines.join('\n')}\n`;
  });
  return hunks.length === 0 || hunks.includes(null) ? null : hunks.join('');
}

const READS = new Set(['read_file', 'read_file_v2']);

export function readPathOf({ name, params, args }: ToolCall): string | null {
  return READS.has(name) ? pathOf(params, args) : null;
}

export function commandOf({ name, params, args }: ToolCall): string | null {
  if (name !== 'run_terminal_cmd' && name !== 'run_terminal_command_v2') return null;
  return textOf(params.command) ?? textOf(args.command);
}

export function exitCodeOf({ result }: ToolCall): number | null {
  return numberOf(result.exitCode);
}

/** What the tool was given: as the model wrote it, else as the editor did. */
export function inputOf({ args, params }: ToolCall): JsonObject {
  return Object.keys(args).length > 0 ? args : params;
}

/** What the editor kept of a result: its text, where it has one, else all of it; null where it kept none. */
export function outputOf({ result, error }: ToolCall): string | null {
  const text = textOf(result.output) ?? textOf(result.contents) ?? textOf(result.content) ?? error;
  return text ?? (Object.keys(result).length === 0 ? null : JSON.stringify(result, null, 2));
}
