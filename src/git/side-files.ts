import { AiBlameError } from '../errors.js';
import type { Oid, TreeChange, TreeEntry } from './git-objects.js';
import type { IndexEntry } from './index-file.js';
import { isLossyName } from './lossy-names.js';
import { hashObject } from './oid.js';
import type { Repository } from './repository.js';
import { diffTrees, lookUp, walkTree } from './trees.js';
import { untrackedFiles } from './untracked-files.js';
import { cleanContent } from './work-tree-content.js';
import { readWorkTreeFile, type WorkTreeFile } from './work-tree-file.js';

const KIND = 0o170000;
const TREE = 0o40000;
const GITLINK = 0o160000;

/**
 * What differs between a tree and what is staged. Files in conflict are left out.
 * @param tree null: the empty one.
 * @returns sorted by path.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT
 */
export function stagedChanges(repository: Repository, tree: Oid | null, index: readonly IndexEntry[]): TreeChange[] {
  const { objects } = repository;
  const before = treeFiles(repository, tree);
  const after = new Map<string, TreeEntry>();
  const changes: TreeChange[] = [];
  for (const entry of index) {
    if (entry.stage !== 0) before.delete(entry.path);
    // A whole folder of a sparse index.
    else if ((entry.mode & KIND) === TREE) {
      const folder = entry.path.replace(/\/$/, '');
      const old = tree === null ? null : lookUp(objects, tree, folder);
      for (const path of before.keys()) if (path.startsWith(`${folder}/`)) before.delete(path);
      const inside = diffTrees(objects, old !== null && old.mode === TREE ? old.oid : null, entry.oid);
      changes.push(...inside.map((change) => ({ ...change, path: `${folder}/${change.path}` })));
    } else if ((entry.mode & KIND) !== GITLINK && entry.isIntended !== true) after.set(entry.path, entry);
  }
  return sorted([...changes, ...differences(before, after)]);
}

/**
 * What differs between a tree and the work tree, untracked files that git does not ignore among it. Submodules are left out.
 * @returns sorted by path.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT, UNREADABLE
 */
export function workTreeChanges(repository: Repository, tree: Oid | null, index: readonly IndexEntry[]): TreeChange[] {
  const before = treeFiles(repository, tree);
  const after = new Map<string, TreeEntry>();
  // git has not put what is outside of a sparse checkout there: that is no deletion.
  const isLeftOut = (path: string): boolean =>
    index.some((entry) => entry.path.endsWith('/') && path.startsWith(entry.path));
  for (const path of before.keys()) if (isLeftOut(path)) before.delete(path);
  for (const path of workTreeFiles(repository, index)) {
    const entry = entryOnDisk(repository, path);
    if (entry !== null) after.set(path, entry);
  }
  return sorted(differences(before, after));
}

/** Tracked files, as far as they are there, and untracked ones that git does not ignore; no submodules. Sorted. */
export function workTreeFiles(repository: Repository, index: readonly IndexEntry[]): string[] {
  const tracked = index.filter(({ mode, path }) => (mode & KIND) !== GITLINK && !path.endsWith('/'));
  return [...new Set([...tracked.map(({ path }) => path), ...untrackedFiles(repository)])].sort();
}

/** The file as git would store it; null where it is not there. What cannot be read has an id that no content has. */
export function entryOnDisk(repository: Repository, path: string): TreeEntry | null {
  const { hash } = repository.objects;
  let file: WorkTreeFile;
  try {
    file = readWorkTreeFile(repository, path);
  } catch (error) {
    if (error instanceof AiBlameError) return unreadable(repository);
    throw error;
  }
  if (file.kind !== 'file' && file.kind !== 'symlink') {
    // One whose name is not UTF-8 is not found by what was made of it.
    return isLossyName(repository, [], path) ? unreadable(repository) : null;
  }
  const stored = file.kind === 'symlink' ? file.bytes : cleanContent(repository, path, file.bytes).bytes;
  return { mode: file.mode, oid: hashObject(hash, 'blob', stored) };
}

function unreadable({ objects }: Repository): TreeEntry {
  return { mode: 0o100644, oid: '0'.repeat(objects.hash === 'sha1' ? 40 : 64) };
}

function treeFiles({ objects }: Repository, tree: Oid | null): Map<string, TreeEntry> {
  const files = new Map<string, TreeEntry>();
  if (tree === null) return files;
  for (const { path, entry } of walkTree(objects, tree)) if ((entry.mode & KIND) !== GITLINK) files.set(path, entry);
  return files;
}

function differences(before: ReadonlyMap<string, TreeEntry>, after: ReadonlyMap<string, TreeEntry>): TreeChange[] {
  const changes: TreeChange[] = [];
  for (const [path, entry] of before) {
    const now = after.get(path) ?? null;
    if (now?.oid !== entry.oid || now.mode !== entry.mode) changes.push({ path, before: entry, after: now });
  }
  for (const [path, entry] of after) if (!before.has(path)) changes.push({ path, before: null, after: entry });
  return changes;
}

function sorted(changes: TreeChange[]): TreeChange[] {
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
