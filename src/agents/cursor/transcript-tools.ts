import type { ChangeTelling, FileChangeEvent } from '../../model/agent-event.js';
import { type PatchFile, parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';

/** Blocks of one line, and files of one block, in the place of a change. */
const OF_BLOCK = 1_000;

/** One change that a transcript tells was asked for. Paths as recorded. */
export interface AskedChange {
  readonly place: number;
  readonly op: FileChangeEvent['op'];
  readonly path: string;
  readonly oldPath: string | null;
  readonly telling: ChangeTelling | null;
}

export interface Block {
  readonly at: number;
  readonly name: string;
  readonly input: JsonObject;
}

/** The calls of one line (formats/cursor.md, C). */
export function blocksOf(record: JsonObject): Block[] {
  const blocks = objectsOf(objectOf(record.message)?.content);
  return blocks.flatMap((block, at) => {
    const name = block.type === 'tool_use' ? textOf(block.name) : null;
    return name === null ? [] : [{ at, name, input: objectOf(block.input) ?? { text: textOf(block.input) } }];
  });
}

/** What a line says: the person's words without the marks around them, the model's without what was taken out. */
export function textIn(record: JsonObject): string {
  const content = objectOf(record.message)?.content;
  const text =
    typeof content === 'string'
      ? content
      : objectsOf(content)
          .map((block) => (block.type === 'text' ? (textOf(block.text) ?? '') : ''))
          .join('\n');
  const query = /<user_query>\s*([\s\S]*?)\s*<\/user_query>/.exec(text)?.[1];
  return (query ?? text).replaceAll('[REDACTED]', '').trim();
}

export function changesAsked({ at, name, input }: Block): AskedChange[] {
  const path = textOf(input.path) ?? textOf(input.file_path);
  const base = { place: at * OF_BLOCK, oldPath: null };
  switch (name) {
    case 'Write':
      return path === null
        ? []
        : [{ ...base, op: 'modify', path, telling: contentOf(input.contents ?? input.fileText) }];
    case 'StrReplace':
      return path === null ? [] : [{ ...base, op: 'modify', path, telling: replacementOf(input) }];
    case 'MultiEdit': {
      const steps = objectsOf(input.edits).map(replacementOf);
      const known = steps.flatMap((step) => step ?? []);
      const telling = known.length === steps.length && known.length > 0 ? joined(known) : null;
      return path === null ? [] : [{ ...base, op: 'modify', path, telling }];
    }
    case 'Delete':
      return path === null ? [] : [{ ...base, op: 'delete', path, telling: { kind: 'deleted', text: null } }];
    case 'ApplyPatch':
      return patched(base.place, textOf(input.patch) ?? textOf(input.input) ?? textOf(input.text));
    default:
      return [];
  }
}

function contentOf(contents: unknown): ChangeTelling | null {
  return typeof contents === 'string' ? { kind: 'content', text: contents } : null;
}

type Replacements = Extract<ChangeTelling, { kind: 'replacements' }>;

function joined(tellings: readonly Replacements[]): Replacements {
  return { kind: 'replacements', steps: tellings.flatMap(({ steps }) => steps) };
}

function replacementOf({ old_string: old, new_string: text, replace_all: all }: JsonObject): Replacements | null {
  if (typeof old !== 'string' || typeof text !== 'string') return null;
  return { kind: 'replacements', steps: [{ old, text, all: all === true, takesLineEnd: false }] };
}

function patched(place: number, text: string | null): AskedChange[] {
  const parsed = text === null ? null : parseApplyPatch(text);
  if (parsed?.ok !== true) return [];
  return parsed.files.slice(0, OF_BLOCK).map((file, n) => fileAsked(file, place + n));
}

function fileAsked(file: PatchFile, place: number): AskedChange {
  const base = { place, path: file.path, oldPath: null };
  switch (file.op) {
    case 'add':
      return { ...base, op: 'create', telling: { kind: 'content', text: file.text } };
    case 'delete':
      return { ...base, op: 'delete', telling: { kind: 'deleted', text: null } };
    case 'update': {
      const telling = { kind: 'apply_patch', chunks: file.chunks, dialect: 'keep-context' } as const;
      return file.moveTo === null
        ? { ...base, op: 'modify', telling }
        : { ...base, op: 'rename', path: file.moveTo, oldPath: file.path, telling };
    }
  }
}
