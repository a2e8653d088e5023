import type { FileChangeEvent } from '../../model/agent-event.js';
import { type PatchFile, parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { type JsonObject, numberOf, objectOf, parsedObject, textOf } from '../json-values.js';

/** What a call asked for (formats/copilot.md, A.3). Paths as recorded. */
export type CallShape =
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'replace';
      readonly path: string;
      readonly old: string;
      readonly text: string;
      readonly all: boolean;
    }
  | { readonly kind: 'insert'; readonly path: string; readonly line: number; readonly text: string }
  | { readonly kind: 'patch'; readonly files: readonly PatchFile[] }
  | { readonly kind: 'view'; readonly path: string; readonly lines: ViewedLines | null }
  | { readonly kind: 'command'; readonly command: string | readonly string[]; readonly shell: string | null }
  | { readonly kind: 'other' };

/** From 1, both included; `last` null: to the end. */
interface ViewedLines {
  readonly first: number;
  readonly last: number | null;
}

const OTHER: CallShape = { kind: 'other' };

/** @param args an object, the same as a text, or (patches) the text itself. */
export function shapeOf(tool: string, args: unknown): CallShape {
  const fields = objectOf(args) ?? (typeof args === 'string' ? parsedObject(args) : null);
  if (tool === 'apply_patch') return patchShape(fields === null ? args : (fields.input ?? fields.patch));
  if (fields === null) return OTHER;
  switch (tool) {
    case 'str_replace_editor':
      return editorShape(textOf(fields.command) ?? '', fields);
    case 'bash':
    case 'powershell':
      return commandShape(tool, textOf(fields.command), fields);
    case 'write_bash':
    case 'write_powershell':
      return commandShape(tool.slice('write_'.length), textOf(fields.input), fields);
    default:
      return editorShape(tool, fields);
  }
}

function editorShape(command: string, fields: JsonObject): CallShape {
  const path = textOf(fields.path);
  if (path === null) return OTHER;
  const text = typeof fields.new_str === 'string' ? fields.new_str : null;
  switch (command) {
    case 'create':
      return typeof fields.file_text === 'string' ? { kind: 'create', path, text: fields.file_text } : OTHER;
    case 'edit':
    case 'str_replace': {
      if (typeof fields.old_str !== 'string') return OTHER;
      return { kind: 'replace', path, old: fields.old_str, text: text ?? '', all: fields.replace_all === true };
    }
    case 'insert': {
      const line = numberOf(fields.insert_line);
      return line === null || line < 0 || text === null ? OTHER : { kind: 'insert', path, line, text };
    }
    case 'view':
      return { kind: 'view', path, lines: viewedLines(fields.view_range) };
    default:
      return OTHER;
  }
}

function viewedLines(range: unknown): ViewedLines | null {
  if (!Array.isArray(range)) return null;
  const [first, last] = range.map(numberOf);
  if (first === null || first === undefined) return null;
  return { first, last: last === null || last === undefined || last < first ? null : last };
}

function patchShape(text: unknown): CallShape {
  if (typeof text !== 'string') return OTHER;
  const parsed = parseApplyPatch(text);
  return parsed.ok ? { kind: 'patch', files: parsed.files } : OTHER;
}

function commandShape(shell: string, command: string | null, fields: JsonObject): CallShape {
  if (command === null) return OTHER;
  const named = textOf(fields.shellId) ?? textOf(fields.sessionId);
  return { kind: 'command', command: shell === 'bash' ? command : ['powershell', '-Command', command], shell: named };
}

/** One change of a call; its place is that in the list. */
export interface ChangeHead {
  readonly op: FileChangeEvent['op'];
  readonly path: string;
  /** Only for `rename`. */
  readonly oldPath: string | null;
}

/** The changes that a call asked for; none where it changes no file by itself. */
export function headsOf(shape: CallShape): ChangeHead[] {
  switch (shape.kind) {
    case 'create':
      return [{ op: 'create', path: shape.path, oldPath: null }];
    case 'replace':
    case 'insert':
      return [{ op: 'modify', path: shape.path, oldPath: null }];
    case 'patch':
      return shape.files.map((file) => {
        if (file.op !== 'update')
          return { op: file.op === 'add' ? 'create' : 'delete', path: file.path, oldPath: null };
        return file.moveTo === null
          ? { op: 'modify', path: file.path, oldPath: null }
          : { op: 'rename', path: file.moveTo, oldPath: file.path };
      });
    default:
      return [];
  }
}
