import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { GitObjects, Oid } from '../git/git-objects.js';
import { hashObject } from '../git/oid.js';
import { lookUp } from '../git/trees.js';

/**
 * What a commit, or a tree that stands for a snapshot, holds at a path; null: no file.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT.
 */
export function blobOf(objects: GitObjects, id: Oid, path: string): Oid | null {
  const object = objects.read(id);
  if (object === null) throw new AiBlameError('OBJECT_MISSING', `The object ${id} is not stored`);
  const tree = object.type === 'tree' ? id : readCommit(objects, id)?.tree;
  const entry = tree === undefined ? null : lookUp(objects, tree, path);
  const type = entry === null ? 0 : entry.mode & 0o170000;
  return entry === null || type === 0o40000 || type === 0o160000 ? null : entry.oid;
}

/** Whether all of it is stored that leads to the file's content, and that content. */
export function isPresent(objects: GitObjects, id: Oid, path: string): boolean {
  return troubleWith(objects, id, path) === null;
}

/** @returns what is missing or damaged of a commit or a snapshot, and of the file in it, as a sentence; null: nothing. */
export function troubleWith(objects: GitObjects, id: Oid, path: string): string | null {
  try {
    const own = objects.read(id);
    if (own === null) return `The object ${id} is not stored`;
    const blob = blobOf(objects, id, path);
    const content = blob === null ? null : objects.read(blob);
    if (blob !== null && content === null) return `The object ${blob}, which is ${path} in ${id}, is not stored`;
    const isOwn = hashObject(objects.hash, own.type, own.data) === id;
    const isContent =
      blob === null || content === null || hashObject(objects.hash, content.type, content.data) === blob;
    return isOwn && isContent ? null : `The object ${isOwn ? blob : id} is damaged: its content has another id`;
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    return error.message;
  }
}
