import { type JsonObject, objectOf, textOf, textsOf } from '../json-values.js';

/** Folders whose untracked files ghosts leave out, since 0.65 (formats/codex.md, 10.3). */
export const HIDDEN_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  '.venv',
  'venv',
  'env',
  '.env',
  'dist',
  'build',
  '.pytest_cache',
  '.mypy_cache',
  '.cache',
  '.tox',
  '__pycache__',
]);

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit of a `ghost_snapshot` payload, ids checked, or null (formats/codex.md, 10.1 and 10.4). */
export function ghostOf(payload: JsonObject): { readonly id: string; readonly parent: string | null } | null {
  const ghost = objectOf(payload.ghost_commit) ?? payload;
  const id = objectId(ghost.id) ?? objectId(payload.commit_id);
  return id === null ? null : { id, parent: objectId(ghost.parent) };
}

export function untrackedOf(payload: JsonObject): { untrackedFiles: string[]; untrackedDirs: string[] } {
  const ghost = objectOf(payload.ghost_commit);
  return {
    untrackedFiles: textsOf(ghost?.preexisting_untracked_files),
    untrackedDirs: textsOf(ghost?.preexisting_untracked_dirs),
  };
}

function objectId(value: unknown): string | null {
  const id = textOf(value)?.toLowerCase() ?? '';
  return OBJECT_ID.test(id) ? id : null;
}
