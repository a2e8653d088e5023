import type { ChangeTelling, PatchDialect } from '../../model/agent-event.js';
import { type PatchFile, parseApplyPatch } from '../../patch/parse-apply-patch.js';
import { detached, type JsonObject, objectOf, textOf } from '../json-values.js';
import { fromFileUri, isAbsolutePath } from '../paths.js';

/** One change of a file, without its text. Paths as recorded. */
export interface ChangeHead {
  readonly op: 'create' | 'modify' | 'delete' | 'rename';
  readonly path: string;
  /** Only for `rename`: the new path. */
  readonly moveTo: string | null;
}

/** One change of a call, with where its text stands: its place in the patch, its key in the structured record. */
export interface MergedChange {
  readonly head: ChangeHead;
  readonly inPatch: number | null;
  readonly key: string | null;
}

/** The files of a patch, or null where the text is none. */
export function patchFiles(text: string): readonly PatchFile[] | null {
  const parsed = parseApplyPatch(text);
  return parsed.ok ? parsed.files : null;
}

export function headOf(file: PatchFile): ChangeHead {
  const path = detached(file.path);
  if (file.op !== 'update') {
    return { op: file.op === 'add' ? 'create' : 'delete', path, moveTo: null };
  }
  return file.moveTo === null
    ? { op: 'modify', path, moveTo: null }
    : { op: 'rename', path, moveTo: detached(file.moveTo) };
}

/** The `changes` of a `patch_apply_end` or `FileChange` (formats/codex.md, 11.5), in the order of the record. */
export function structuredHeads(payload: JsonObject): ChangeHead[] {
  return Object.entries(objectOf(payload.changes) ?? {}).flatMap(([path, value]): ChangeHead[] => {
    const change = objectOf(value);
    const moveTo = textOf(change?.move_path);
    switch (change?.type) {
      case 'add':
        return [{ op: 'create', path, moveTo: null }];
      case 'delete':
        return [{ op: 'delete', path, moveTo: null }];
      case 'update':
        return [{ op: moveTo === null ? 'modify' : 'rename', path, moveTo }];
      default:
        return [];
    }
  });
}

/**
 * Joins what the call asked for with what the structured record says was done. The order is the patch's; where a hook changed the patch on
 * its way, the structured record is right, and what it does not name was not done (formats/codex.md, 11.1). A path that the patch
 * names twice has no key: the record then holds the last change only, against the file before the first (11.4).
 */
export function mergeChanges(
  patch: readonly ChangeHead[] | null,
  structured: readonly ChangeHead[] | null,
): MergedChange[] {
  if (patch === null || structured === null) {
    return (structured ?? patch ?? []).map((head, place) =>
      structured === null ? { head, inPatch: place, key: null } : { head, inPatch: null, key: head.path },
    );
  }
  const keys = keysOf(patch, structured);
  const times = new Map<string, number>();
  for (const key of keys) {
    if (key !== null) {
      times.set(key, (times.get(key) ?? 0) + 1);
    }
  }
  const byKey = new Map(structured.map((head) => [head.path, head]));
  const merged = patch.flatMap((head, place): MergedChange[] => {
    const key = keys[place] ?? null;
    const told = key === null ? undefined : byKey.get(key);
    if (key === null || told === undefined) {
      return [];
    }
    return [
      (times.get(key) ?? 0) > 1
        ? { head: { ...head, path: key }, inPatch: place, key: null }
        : { head: told, inPatch: place, key },
    ];
  });
  const rest = structured.filter((head) => !times.has(head.path));
  return [...merged, ...rest.map((head) => ({ head, inPatch: null, key: head.path }))];
}

/** For each change of the patch the structured path that it stands for: equal, or ending in it. The longest path chooses first. */
function keysOf(patch: readonly ChangeHead[], structured: readonly ChangeHead[]): (string | null)[] {
  const keys: (string | null)[] = patch.map(() => null);
  const chosen = new Map<string, string>();
  const taken = new Set<string>();
  const order = patch
    .map((_, place) => place)
    .sort((a, b) => (patch[b]?.path.length ?? 0) - (patch[a]?.path.length ?? 0));
  for (const place of order) {
    const path = patch[place]?.path ?? '';
    const key =
      chosen.get(path) ?? structured.find((head) => !taken.has(head.path) && standsFor(head.path, path))?.path;
    if (key !== undefined) {
      chosen.set(path, key);
      taken.add(key);
      keys[place] = key;
    }
  }
  return keys;
}

function standsFor(absolute: string, asked: string): boolean {
  if (absolute === asked || isAbsolutePath(asked)) {
    return absolute === asked || comparable(absolute) === comparable(asked);
  }
  return comparable(absolute).endsWith(`/${comparable(asked).replace(/^(?:\.{0,2}\/)+/, '')}`);
}

function comparable(path: string): string {
  return fromFileUri(path)
    .replaceAll('\\', '/')
    .replace(/\/(?:\.\/)+/g, '/');
}

/** What the structured record tells of one path. */
export function structuredTelling(payload: JsonObject, key: string): ChangeTelling | null {
  const change = objectOf(objectOf(payload.changes)?.[key]);
  switch (change?.type) {
    case 'add':
      return typeof change.content === 'string' ? { kind: 'content', text: change.content } : null;
    case 'delete':
      return { kind: 'deleted', text: typeof change.content === 'string' ? change.content : null };
    case 'update':
      return typeof change.unified_diff === 'string' ? { kind: 'unified', diff: change.unified_diff } : null;
    default:
      return null;
  }
}

export function patchTelling(file: PatchFile, dialect: PatchDialect): ChangeTelling {
  switch (file.op) {
    case 'add':
      return { kind: 'content', text: file.text };
    case 'delete':
      return { kind: 'deleted', text: null };
    case 'update':
      return { kind: 'apply_patch', chunks: file.chunks, dialect };
  }
}

/**
 * How the version treats context lines that match only loosely: up to 0.161 it writes the patch's spelling, from 0.163 on it keeps the
 * file's (formats/codex.md, 11.3). 0.162 was not seen and counts with those before.
 */
export function dialectOf(version: string | null): PatchDialect {
  const match = /^(\d+)\.(\d+)/.exec(version ?? '');
  const major = Number(match?.[1] ?? 0);
  return major > 0 || Number(match?.[2] ?? 0) >= 163 ? 'keep-context' : 'rewrite-context';
}
