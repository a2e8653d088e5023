import type { Outcome } from '../../model/agent-event.js';
import { parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';

/** A call of a tool, as a part of a message holds it (formats/opencode.md, 2.2 and 3). */
export interface ToolCall {
  readonly tool: string;
  readonly callId: string | null;
  readonly status: string;
  readonly outcome: Outcome;
  readonly input: JsonObject;
  readonly metadata: JsonObject;
  /** Text for the model; empty where there is none (yet, or any more). */
  readonly output: string;
  /** The same of a call that did not end well. */
  readonly error: string;
  /** Milliseconds since 1970; null: it was not told to have ended. */
  readonly ended: number | null;
  readonly started: number | null;
}

/** null where the part is no call. */
export function toolCallOf(part: JsonObject): ToolCall | null {
  const state = objectOf(part.state);
  const tool = textOf(part.tool);
  if (part.type !== 'tool' || state === null || tool === null) return null;
  const time = objectOf(state.time);
  const status = textOf(state.status) ?? '';
  return {
    tool,
    callId: textOf(part.callID),
    status,
    outcome: outcomeOf(status, textOf(state.error) ?? ''),
    input: objectOf(state.input) ?? {},
    metadata: objectOf(state.metadata) ?? {},
    output: textOf(state.output) ?? '',
    error: textOf(state.error) ?? '',
    ended: numberOf(time?.end),
    started: numberOf(time?.start),
  };
}

const REJECTED =
  /\brejected (?:permission|this)\b|\brejected by (?:the )?user\b|\brule which prevents you from using\b/i;
const ABORTED = /\baborted\b/i;
/** A patch of several files that failed at one of them. */
const PARTLY = /\. Completed before failure: /;
const LOOKED_AT = 400;

function outcomeOf(status: string, error: string): Outcome {
  if (status === 'completed') return 'applied';
  if (status !== 'error') return 'unknown';
  const head = error.slice(0, LOOKED_AT);
  if (PARTLY.test(head)) return 'partial';
  if (REJECTED.test(head)) return 'rejected';
  return ABORTED.test(head) ? 'aborted' : 'failed';
}

/** The tool that runs commands. */
export function isShell(tool: string): boolean {
  return tool === 'bash' || tool === 'shell';
}

/** The file that a tool was asked for; OpenCode 2 calls it otherwise. */
export function fileIn({ filePath, path }: JsonObject): string | null {
  return textOf(filePath) ?? textOf(path);
}

/** A file that a call changes, without its text. Paths absolute. */
export interface ChangedFile {
  readonly op: 'create' | 'modify' | 'delete' | 'rename';
  readonly path: string;
  readonly oldPath: string | null;
}

/** Files that a call of a tool for editing changes, in the order of its input; null where it is another tool. @param cwd in force. */
export function changedFiles(call: ToolCall, cwd: string | null): ChangedFile[] | null {
  switch (call.tool) {
    case 'edit':
    case 'write':
    case 'multiedit': {
      const path = fileIn(call.input);
      return path === null ? [] : [{ op: opOf(call), path: resolvePath(cwd, path), oldPath: null }];
    }
    case 'apply_patch':
    case 'patch':
      return patchedFiles(call, cwd);
    default:
      return null;
  }
}

/** Of a file that is written whole nothing tells in old releases whether it was there: `create` needs no older content. */
function opOf({ tool, input, metadata }: ToolCall): 'create' | 'modify' {
  if (metadata.exists === false) return 'create';
  if (metadata.exists === true) return 'modify';
  if (tool === 'edit' && textOf(input.oldString) === null) {
    const before = objectOf(metadata.filediff)?.before;
    return typeof before === 'string' && before !== '' ? 'modify' : 'create';
  }
  return tool === 'write' ? 'create' : 'modify';
}

/** The structured list, where the record has it: it tells what was done. Else the patch, which tells what was meant. */
function patchedFiles(call: ToolCall, cwd: string | null): ChangedFile[] {
  const told = objectsOf(call.metadata.files).flatMap((file): ChangedFile[] => {
    const path = textOf(file.filePath);
    if (path === null) return [];
    const at = resolvePath(cwd, path);
    switch (file.type) {
      case 'add':
        return [{ op: 'create', path: at, oldPath: null }];
      case 'delete':
        return [{ op: 'delete', path: at, oldPath: null }];
      case 'move': {
        const to = textOf(file.movePath);
        return to === null ? [] : [{ op: 'rename', path: resolvePath(cwd, to), oldPath: at }];
      }
      default:
        return [{ op: 'modify', path: at, oldPath: null }];
    }
  });
  if (told.length > 0) return told;
  const parsed = parseApplyPatch(textOf(call.input.patchText) ?? '');
  if (!parsed.ok) return [];
  return parsed.files.map((file): ChangedFile => {
    const path = resolvePath(cwd, file.path);
    if (file.op === 'add') return { op: 'create', path, oldPath: null };
    if (file.op === 'delete') return { op: 'delete', path, oldPath: null };
    return file.moveTo === null
      ? { op: 'modify', path, oldPath: null }
      : { op: 'rename', path: resolvePath(cwd, file.moveTo), oldPath: path };
  });
}

/** Tools of OpenCode's own that change no file of the work tree. */
const HARMLESS: ReadonlySet<string> = new Set(
  'batch codesearch glob grep invalid list lsp_diagnostics lsp_hover plan_enter plan_exit question read skill subagent task todoread todowrite webfetch websearch'.split(
    ' ',
  ),
);
const CHANGES =
  /(?:^|[_-])(?:write|edit|replace|insert|patch|create|delete|remove|move|rename|update|apply|append|save)(?:[_-]|$)/i;
const PATH_KEYS = ['filePath', 'file_path', 'path', 'relative_path', 'file', 'filename'];

/**
 * The file that a tool of a plugin or an MCP server changes, by its name and what it was asked for; null where it is none of that kind.
 * Absolute.
 */
export function fileOfUnknownTool({ tool, input }: ToolCall, cwd: string | null): string | null {
  if (HARMLESS.has(tool) || !CHANGES.test(tool)) return null;
  const path = PATH_KEYS.map((key) => textOf(input[key])).find((value) => value !== null) ?? null;
  return path === null ? null : resolvePath(cwd, path);
}

/** A numbered line of a file, as reading tools show it; in 1.2.20 the first stands behind the tag. */
const NUMBERED = /^(?:<content>)?\s*(\d{1,9})(?:\||: |:$)/;

/** So many lines may stand around the numbered ones: tags, and how far the file was read. */
const AROUND = 40;

/** The lines that a read showed, from 1; null where it showed none that are numbered. */
export function linesShown(output: string): { readonly first: number; readonly last: number } | null {
  let first: number | null = null;
  for (let at = 0, n = 0; first === null && at < output.length && n < AROUND; n++) {
    const end = endOfLine(output, at);
    first = numberOfLine(output, at, end);
    at = end + 1;
  }
  if (first === null) return null;
  for (let end = output.length, n = 0; end > 0 && n < AROUND; n++) {
    const at = output.lastIndexOf('\n', end - 1) + 1;
    const last = numberOfLine(output, at, end);
    if (last !== null) return { first, last };
    end = at - 1;
  }
  return { first, last: first };
}

/** What stands behind the last line of a file that was shown to its end; hints and diagnostics may follow. */
const SHOWN_TO_ITS_END = /\n\n\(End of file - total (\d{1,9}) lines?\)\n<\/(?:file|content)>/;

/** Lines over 2000 characters are cut, and end so. */
const CUT_LINE = /^.{2000}\.\.\.(?: \(line truncated to 2000 chars\))?$/s;

/**
 * The file that a read showed from its first line to its last; null where it showed a part, cut lines, or bytes that are no text. Up to
 * 1.1 an empty line with a number of its own tells that the last line has an end, later nothing does: it is given one.
 */
export function wholeFileShown(output: string): string | null {
  const newer = SHOWN_BY_NEWER.exec(output);
  if (newer !== null) return wholeShownByNewer(output, Number(newer[1]));
  const end = SHOWN_TO_ITS_END.exec(output);
  if (end === null || output.includes('\uFFFD')) return null;
  const count = Number(end[1]);
  const isNumbered = (line: string, at: number): boolean => numberOfLine(line, 0, line.length) === at + 1;
  const shown = output.slice(0, end.index).split('\n').slice(-count);
  if (count === 0 || shown.length !== count || !shown.every(isNumbered)) return null;
  const lines = shown.map((line) => line.replace(/^(?:<content>)?\s*\d+(?:\| ?|: ?)/, ''));
  if (lines.some((line) => CUT_LINE.test(line))) return null;
  const tellsEnd = /^\s*\d+\|/.test(shown[0] ?? '');
  return `${lines.join('\n')}${tellsEnd ? '' : '\n'}`;
}

/** OpenCode 2 tells which lines follow, and at the end whether there are more. */
const SHOWN_BY_NEWER = /^Read file [^\n]*, lines 1-(\d{1,9})\n1: /;
const GOES_ON = /^\[Output truncated\. Continue reading with offset: \d+\]$/;

function wholeShownByNewer(output: string, count: number): string | null {
  const lines = output.split('\n').slice(1);
  const isNumbered = (line: string, at: number): boolean => line.startsWith(`${at + 1}: `);
  if (lines.length !== count || output.includes('\uFFFD') || !lines.every(isNumbered)) return null;
  const texts = lines.map((line) => line.slice(line.indexOf(' ') + 1));
  return texts.some((line) => CUT_LINE.test(line) || GOES_ON.test(line)) ? null : `${texts.join('\n')}\n`;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Numbers and what parts them from the line are no longer than this. */
const LONGEST_NUMBER = 40;

function numberOfLine(text: string, at: number, end: number): number | null {
  const digits = NUMBERED.exec(text.slice(at, Math.min(end, at + LONGEST_NUMBER)))?.[1];
  return digits === undefined ? null : Number(digits);
}
