import type { FileChangeBody, FileChangeEvent, TextReplacement } from '../../model/agent-event.js';
import { type JsonObject, objectOf, textOf } from '../json-values.js';

/** A call of a tool that changes a file. */
export interface ToldChange {
  /** As recorded. */
  readonly path: string;
  readonly op: FileChangeEvent['op'];
  readonly body: FileChangeBody;
}

/** What a call asked for, and what its result told; null: there is none, or it tells nothing. */
export interface Call {
  readonly tool: string;
  readonly input: JsonObject;
  readonly told: JsonObject | null;
  /** What the model was shown of the result. */
  readonly text: string;
}

const EDITING: ReadonlySet<string> = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);

export function isEditing(tool: string): boolean {
  return EDITING.has(tool);
}

/** The change that a call made or asked for (formats/claude-code.md, 3); null where it names no file. */
export function changeOf(call: Call): ToldChange | null {
  const { tool, input, told } = call;
  const path =
    textOf(told?.filePath) ?? textOf(told?.notebook_path) ?? textOf(input.file_path) ?? textOf(input.notebook_path);
  if (path === null) return null;
  switch (tool) {
    case 'Write':
      return { path, ...written(call) };
    case 'NotebookEdit':
      return { path, op: 'modify', body: notebookBody(told) };
    default: {
      const steps = stepsOf(call);
      const isNew = steps?.[0]?.old === '';
      const before = originalOf(told, isNew);
      return {
        path,
        op: isNew && typeof before !== 'string' ? 'create' : 'modify',
        body: editBody(call, steps, before),
      };
    }
  }
}

function written({ input, told, text }: Call): Pick<ToldChange, 'op' | 'body'> {
  const proposed = typeof input.content === 'string' ? input.content : null;
  const content = typeof told?.content === 'string' ? told.content : told?.userModified === true ? null : proposed;
  const isNew = told?.type === 'create' || (told === null && /^File created successfully/.test(text));
  const before = originalOf(told, told?.type === 'create');
  const body: FileChangeBody = {
    tellings: content === null ? [] : [{ kind: 'content', text: content }],
    ...(before === undefined ? {} : { before }),
    ...(told?.userModified === true ? { amended: { proposed } } : {}),
  };
  return { op: isNew ? 'create' : 'modify', body };
}

function editBody(
  { input, told, tool }: Call,
  steps: readonly TextReplacement[] | null,
  before: string | null | undefined,
): FileChangeBody {
  const proposed = told?.userModified === true ? stepsOf({ tool, input, told: null, text: '' }) : null;
  return {
    tellings: steps === null ? [] : [{ kind: 'replacements', steps }],
    ...(before === undefined ? {} : { before }),
    ...(told?.userModified === true
      ? { amended: { proposed: proposed === null ? null : replaced(before, proposed) } }
      : {}),
  };
}

function notebookBody(told: JsonObject | null): FileChangeBody {
  const after = told?.updated_file;
  const before = told?.original_file;
  return {
    tellings: typeof after === 'string' ? [{ kind: 'content', text: after }] : [],
    ...(typeof before === 'string' ? { before } : {}),
  };
}

/**
 * What the file held before; null: it was not there; undefined: the record does not tell, for large files.
 * @param isNew no content means that there was no file.
 */
function originalOf(told: JsonObject | null, isNew: boolean): string | null | undefined {
  const original = told?.originalFile ?? told?.originalFileContents;
  if (typeof original === 'string') return original;
  return told !== null && isNew ? null : undefined;
}

/** What was replaced as the tool did it, which spells quotes as the file has them; else as it was asked for. */
function stepsOf({ tool, input, told }: Call): TextReplacement[] | null {
  if (tool === 'MultiEdit') {
    const edits = Array.isArray(told?.edits) ? told.edits : input.edits;
    if (!Array.isArray(edits)) return null;
    const steps = edits.map((edit) => {
      const one = objectOf(edit);
      return one === null
        ? null
        : stepOf(one.old_string ?? one.oldString, one.new_string ?? one.newString, one.replace_all ?? one.replaceAll);
    });
    return steps.includes(null) || steps.length === 0 ? null : (steps as TextReplacement[]);
  }
  const step =
    stepOf(told?.oldString, told?.newString, told?.replaceAll) ??
    stepOf(input.old_string, input.new_string, input.replace_all);
  return step === null ? null : [step];
}

function stepOf(old: unknown, text: unknown, all: unknown): TextReplacement | null {
  if (typeof old !== 'string' || typeof text !== 'string') return null;
  return { old, text, all: all === true, takesLineEnd: true };
}

/** The content after replacements, if each fits as the tool demands; line ends as recorded. */
function replaced(before: string | null | undefined, steps: readonly TextReplacement[]): string | null {
  let now = before ?? null;
  for (const { old, text, all } of steps) {
    if (old === '') {
      if (now !== null && now !== '') return null;
      now = text;
      continue;
    }
    if (now === null) return null;
    const sought: string = text === '' && !old.endsWith('\n') && now.includes(`${old}\n`) ? `${old}\n` : old;
    const parts: string[] = now.split(sought);
    if (parts.length < 2 || (parts.length > 2 && !all)) return null;
    now = parts.join(text);
  }
  return now;
}
