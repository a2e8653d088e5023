import type { ChangeTelling, FileChangeEvent, Outcome } from '../../model/agent-event.js';
import { type PatchFile, parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from '../json-values.js';
import type { ChatCall, ChatRequest } from './chat.js';
import { filePathOf } from './uris.js';

/** One change that a call asked for; its place is that in the list. Paths as recorded. */
export interface ChatChange {
  readonly op: FileChangeEvent['op'];
  readonly path: string;
  /** Only for `rename`. */
  readonly oldPath: string | null;
  /** null: the call does not hold the text. */
  readonly telling: ChangeTelling | null;
}

/** What stands in place of a text that was too long to be kept. */
const CUT = '[JustRide: value truncated';

/** The changes that a call asked for (formats/copilot.md, B.2); none where it changes no file by itself. */
export function changesOf({ name, args }: ChatCall): ChatChange[] {
  switch (name) {
    case 'create_file':
    case 'copilot_createFile':
      return ofFile('create', args, contentTelling(args.content));
    case 'replace_string_in_file':
    case 'copilot_replaceString':
      return ofFile('modify', args, replacement(args));
    case 'multi_replace_string_in_file':
    case 'copilot_multiReplaceString':
      return objectsOf(args.replacements).flatMap((one) => ofFile('modify', one, replacement(one)));
    case 'apply_patch':
    case 'copilot_applyPatch':
      return patchChanges(textOf(args.input));
    // The text of the call is a sketch: another model decides what is written. Cells of notebooks are told without their file.
    case 'insert_edit_into_file':
    case 'copilot_insertEdit':
    case 'edit_notebook_file':
    case 'copilot_editNotebook':
      return ofFile('modify', args, null);
    default:
      return [];
  }
}

function ofFile(op: 'create' | 'modify', { filePath }: JsonObject, telling: ChangeTelling | null): ChatChange[] {
  const path = textOf(filePath);
  return path === null ? [] : [{ op, path, oldPath: null, telling }];
}

function contentTelling(content: unknown): ChangeTelling | null {
  return typeof content === 'string' && !content.startsWith(CUT) ? { kind: 'content', text: content } : null;
}

function replacement({ oldString, newString }: JsonObject): ChangeTelling | null {
  if (typeof oldString !== 'string' || typeof newString !== 'string') return null;
  if (oldString.startsWith(CUT) || newString.startsWith(CUT)) return null;
  return { kind: 'replacements', steps: [{ old: oldString, text: newString, all: false, takesLineEnd: false }] };
}

function patchChanges(input: string | null): ChatChange[] {
  const parsed = input === null ? null : parseApplyPatch(input);
  return parsed?.ok === true ? parsed.files.map(patchChange) : [];
}

function patchChange(file: PatchFile): ChatChange {
  switch (file.op) {
    case 'add':
      return { op: 'create', path: file.path, oldPath: null, telling: { kind: 'content', text: file.text } };
    case 'delete':
      return { op: 'delete', path: file.path, oldPath: null, telling: { kind: 'deleted', text: null } };
    case 'update': {
      const telling = { kind: 'apply_patch', chunks: file.chunks, dialect: 'keep-context' } as const;
      return file.moveTo === null
        ? { op: 'modify', path: file.path, oldPath: null, telling }
        : { op: 'rename', path: file.moveTo, oldPath: file.path, telling };
    }
  }
}

const FAILURE =
  /ERROR while calling tool|Could not find matching text|patch failed|failed to apply|No changes were made/i;

/** What became of a call, as far as the chat tells it. */
export function outcomeOf(call: ChatCall, request: ChatRequest): Outcome {
  if (call.isDenied) return 'rejected';
  if (call.isFailed || FAILURE.test(call.result ?? '')) return 'failed';
  if (!call.isComplete && (request.ended === 'aborted' || request.ended === 'failed')) return 'aborted';
  return call.isComplete && request.ended === 'completed' ? 'applied' : 'unknown';
}

/** An edit counts as done only where the answer names its file among those that it changed. */
export function editOutcome(call: ChatCall, request: ChatRequest, paths: readonly (string | null)[]): Outcome {
  const outcome = outcomeOf(call, request);
  if (outcome !== 'applied') return outcome;
  const edited = [...request.edited];
  return paths.some((path) => path !== null && edited.some((one) => samePath(one, path))) ? 'applied' : 'unknown';
}

/** Drives of Windows are spelled in two ways. */
export function samePath(a: string, b: string): boolean {
  return a === b || comparable(a) === comparable(b);
}

function comparable(path: string): string {
  const plain = path.replaceAll('\\', '/');
  return /^[A-Za-z]:/.test(plain) ? plain.toLowerCase() : plain;
}

/** A file that a call looked at. */
export function readOf({
  name,
  args,
}: ChatCall): { path: string; lines: { first: number; last: number } | null } | null {
  const path = name === 'read_file' || name === 'copilot_readFile' ? textOf(args.filePath) : null;
  if (path === null) return null;
  const [first, last] = [numberOf(args.startLine), numberOf(args.endLine)];
  return { path, lines: first === null || last === null || first < 1 || last < first ? null : { first, last } };
}

/** A command that a call ran: as the person, or the program, changed it. */
export function commandOf({ name, args, terminal }: ChatCall): string | null {
  if (name !== 'run_in_terminal' && name !== 'copilot_runInTerminal') return null;
  const line = objectOf(terminal?.commandLine);
  return textOf(line?.userEdited) ?? textOf(line?.toolEdited) ?? textOf(args.command) ?? textOf(line?.original);
}

export function exitCodeOf({ terminal, result }: ChatCall): number | null {
  const told = numberOf(objectOf(terminal?.terminalCommandState)?.exitCode);
  const text = /\bexited with code (-?\d+)/.exec(result ?? '')?.[1];
  return told ?? (text === undefined ? null : Number(text));
}

/** Where a command ran; null where the call does not tell. */
export function directoryOfCommand({ terminal }: ChatCall): string | null {
  return filePathOf(terminal?.cwd);
}

/** What the model was told of a call: the texts of the result, else the result itself; null where nothing is recorded. */
export function shownText({ told, terminal }: ChatCall): string | null {
  const output = textOf(objectOf(terminal?.terminalCommandOutput)?.text);
  if (told === undefined || told === null) return output;
  const texts = textsWithin(told, MOST_LEVELS);
  return texts.length === 0 ? JSON.stringify(told, null, 2) : texts.join('');
}

/** Results can be trees of what was rendered for the model (`node`, `children`), with the texts at their ends. */
const MOST_LEVELS = 40;

function textsWithin(value: unknown, levels: number): string[] {
  if (levels === 0) return [];
  if (Array.isArray(value)) return value.flatMap((member) => textsWithin(member, levels - 1));
  const object = objectOf(value);
  if (object === null) return [];
  const own = [object.text, object.value].flatMap((text) => textOf(text) ?? []);
  const inner = [object.content, object.value, object.node, object.children];
  return [...own, ...inner.flatMap((member) => textsWithin(member, levels - 1))];
}
