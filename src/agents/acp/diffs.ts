import type { ChangeTelling, FileChangeBody, FileChangeEvent } from '../../model/agent-event.js';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json-values.js';
import { isAbout, patchSections, sectionTelling } from './git-patch.js';

/** A change of one file, as the content of a call tells it. */
export interface ToldDiff {
  /** As recorded. */
  readonly path: string;
  readonly oldPath: string | null;
  readonly op: FileChangeEvent['op'];
  /** null: the file is only named. */
  readonly body: FileChangeBody | null;
}

const OPS: Readonly<Record<string, FileChangeEvent['op']>> = {
  add: 'create',
  modify: 'modify',
  delete: 'delete',
  move: 'rename',
  copy: 'create',
};

/** The text stays as it is. */
const MOVED: ChangeTelling = { kind: 'apply_patch', chunks: [], dialect: 'keep-context' };

/**
 * All diffs of a call's content, in order: their numbers are the places of events.
 * @param update what a message says of a call: `content`, and perhaps `kind`, `rawInput`, `_meta`.
 */
export function diffsOf(update: JsonObject): ToldDiff[] {
  const items = objectsOf(update.content).filter(({ type }) => type === 'diff');
  return items.flatMap((item, n) => {
    if (Array.isArray(item.changes)) return changesOf(item);
    const diff = textDiff(item, update, n === 0);
    return diff === null ? [] : [diff];
  });
}

/**
 * Version 1: two texts, of which nothing says whether they are whole files (formats/acp.md, 3.1). A text that is replaced where it
 * stands is right in both cases. Only where the agent says what it did to the file are they known to be whole.
 */
function textDiff(item: JsonObject, update: JsonObject, isFirst: boolean): ToldDiff | null {
  const path = textOf(item.path);
  const { oldText = null, newText } = item;
  if (path === null || typeof newText !== 'string') return null;
  const base = { path, oldPath: null };
  const old = typeof oldText === 'string' ? oldText : null;
  if (update.kind === 'delete' && newText === '') {
    return { ...base, op: 'delete', body: { tellings: [{ kind: 'deleted', text: old }] } };
  }
  const done = textOf(objectOf(item._meta)?.kind);
  const native = isFirst ? nativeBefore(update, path) : undefined;
  const told = native === undefined ? {} : { before: native };
  if (old === null || done !== null) {
    // An empty text may be that of a file that was not there.
    const before = old === null || old === '' ? told : { before: old, ...told };
    const op = done === 'add' ? 'create' : 'modify';
    return { ...base, op, body: { tellings: [{ kind: 'content', text: newText }], ...before } };
  }
  const input = objectOf(update.rawInput);
  const all = input?.replace_all === true || input?.replaceAll === true;
  const steps = [{ old, text: newText, all, takesLineEnd: false }];
  return { ...base, op: 'modify', body: { tellings: [{ kind: 'replacements', steps }], ...told } };
}

/** The whole file before a change, where an agent sends its own result along (formats/acp.md, 3.3); undefined: not told. */
function nativeBefore(update: JsonObject, path: string): string | null | undefined {
  for (const extension of Object.values(objectOf(update._meta) ?? {})) {
    const response = objectOf(objectOf(extension)?.toolResponse);
    const original = response?.originalFile;
    if (response?.filePath === path && (original === null || typeof original === 'string')) return original;
  }
  return undefined;
}

/** Version 2: what was done, and perhaps a patch. */
function changesOf({ changes, patch }: JsonObject): ToldDiff[] {
  const text = textOf(objectOf(patch)?.text);
  const sections = text === null || objectOf(patch)?.format !== 'git_patch' ? [] : patchSections(text);
  return objectsOf(changes).flatMap((change) => {
    const path = textOf(change.path);
    const op = OPS[String(change.operation)];
    if (path === null || op === undefined) return [];
    const oldPath = op === 'rename' ? textOf(change.oldPath) : null;
    const isText = change.fileType === undefined || change.fileType === 'text';
    const section = sections.find(({ from, to }) => isAbout(op === 'delete' ? from : to, path));
    const telling = section === undefined || change.operation === 'copy' ? null : sectionTelling(section);
    // A file that only moved needs no text.
    const moved = op === 'rename' && section?.hunks === '' ? MOVED : telling;
    const body = moved === null || !isText || (op === 'rename' && oldPath === null) ? null : { tellings: [moved] };
    return [{ path, oldPath, op, body }];
  });
}
