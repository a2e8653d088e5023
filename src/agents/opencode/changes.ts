import type { ChangeTelling, FileChangeBody, TextReplacement } from '../../model/agent-event.js';
import { parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';
import { resolvePath } from '../paths.js';
import type { ToolCall } from './tools.js';

/**
 * The text of a change. Releases up to 1.3 keep the whole content on both sides; later ones a patch whose lines lost the indentation
 * that they had in common, which is nothing that a file ever held (formats/opencode.md, 3).
 *
 * @param place of the file among those that the call changed.
 */
export function changeBody(call: ToolCall, place: number, cwd: string | null): FileChangeBody {
  switch (call.tool) {
    case 'write':
      return { tellings: contentOf(call.input.content), ...(call.metadata.exists === false ? { before: null } : {}) };
    case 'edit':
      return editBody(call);
    case 'multiedit':
      return multiEditBody(call);
    default:
      return patchBody(call, place, cwd);
  }
}

/** A character that stands for bytes that are no text: the content is not what the file held. */
const REPLACEMENT = '\uFFFD';

function contentOf(text: unknown): ChangeTelling[] {
  return typeof text === 'string' && !text.includes(REPLACEMENT) ? [{ kind: 'content', text }] : [];
}

/** @param oldText what had to stand in the file; empty: it need not have been there. */
function sidesOf(before: unknown, after: unknown, oldText: unknown): FileChangeBody {
  const tellings = contentOf(after);
  const isKnown = typeof before === 'string' && !before.includes(REPLACEMENT) && tellings.length > 0;
  return isKnown && (before !== '' || textOf(oldText) !== null) ? { tellings, before } : { tellings };
}

function editBody({ input, metadata }: ToolCall): FileChangeBody {
  const diff = objectOf(metadata.filediff);
  const sides = sidesOf(diff?.before, diff?.after, input.oldString);
  if (sides.tellings.length > 0) return sides;
  if (typeof input.oldString !== 'string') return { tellings: contentOf(input.content) };
  const step = stepOf(input);
  return { tellings: step === null ? [] : [{ kind: 'replacements', steps: [step] }] };
}

function stepOf({ oldString, newString, replaceAll }: JsonObject): TextReplacement | null {
  if (typeof oldString !== 'string' || typeof newString !== 'string') return null;
  return { old: oldString, text: newString, all: replaceAll === true, takesLineEnd: false };
}

function multiEditBody({ input, metadata }: ToolCall): FileChangeBody {
  const diffs = objectsOf(metadata.results).map((result) => objectOf(result.filediff));
  const edits = objectsOf(input.edits);
  const sides = sidesOf(diffs[0]?.before, diffs.at(-1)?.after, edits[0]?.oldString);
  if (sides.tellings.length > 0) return sides;
  const steps = edits.map(stepOf);
  const known = steps.filter((step) => step !== null);
  return {
    tellings: known.length === 0 || known.length < steps.length ? [] : [{ kind: 'replacements', steps: known }],
  };
}

function patchBody(call: ToolCall, place: number, cwd: string | null): FileChangeBody {
  const told = objectsOf(call.metadata.files)[place];
  const sides = told === undefined ? { tellings: [] } : toldSides(told);
  if (sides.tellings.length > 0) return sides;
  const parsed = parseApplyPatch(textOf(call.input.patchText) ?? '');
  if (!parsed.ok) return { tellings: [] };
  const asked = (path: string): boolean => resolvePath(cwd, path) === resolvePath(cwd, textOf(told?.filePath) ?? '');
  const same = parsed.files.filter(({ path }) => told !== undefined && asked(path));
  // A patch may name a file several times: then only its place tells which is meant.
  const file = same.length === 1 ? same[0] : parsed.files[place];
  if (file === undefined) return { tellings: [] };
  if (file.op === 'add') return { tellings: [{ kind: 'content', text: file.text }] };
  if (file.op === 'delete') return { tellings: [{ kind: 'deleted', text: null }] };
  return { tellings: [{ kind: 'apply_patch', chunks: file.chunks, dialect: 'rewrite-context' }] };
}

function toldSides({ type, before, after }: JsonObject): FileChangeBody {
  if (type === 'delete') {
    const text = typeof before === 'string' && before !== '' && !before.includes(REPLACEMENT) ? before : null;
    return text === null ? { tellings: [] } : { tellings: [{ kind: 'deleted', text }], before: text };
  }
  return sidesOf(before, after, type === 'add' ? null : before);
}
