import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { IndexEntry } from '../git/index-file.js';
import type { Repository } from '../git/repository.js';
import { lookUp } from '../git/trees.js';
import { cleanContent } from '../git/work-tree-content.js';
import { readWorkTreeFile } from '../git/work-tree-file.js';
import type { Warning } from '../model/diagnostic.js';
import { nearFile } from './near-file.js';

const SYMLINK = 0o120000;

/** A file as the person sees it, and as git would store it. Both have the same lines. */
export interface FileContent {
  readonly shown: Buffer;
  readonly stored: Buffer;
  /** It is the target of a symbolic link. */
  readonly isLink: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a file of the work tree.
 * @throws AiBlameError NO_SUCH_FILE, IS_DIRECTORY, IS_BINARY, UNREADABLE.
 */
export function readWorkTreeContent(repository: Repository, path: string, named: string): FileContent {
  if (path === '') throw new AiBlameError('IS_DIRECTORY', `${named} is a folder; name a file in it`);
  const file = readWorkTreeFile(repository, path);
  switch (file.kind) {
    case 'missing': {
      const head = repository.head().commit;
      const isInHead = head !== null && blobIn(repository, head, path) !== null;
      const near = head === null || isInHead ? null : nearFile(repository, head, path, named);
      throw new AiBlameError('NO_SUCH_FILE', `There is no file ${named} in the work tree`, {
        ...(isInHead ? { hint: `HEAD still has it: ai-blame --rev HEAD ${named}` } : {}),
        ...(near === null ? {} : { hint: `did you mean ${near}?` }),
      });
    }
    case 'directory':
      throw new AiBlameError('IS_DIRECTORY', `${named} is a folder; name a file in it`);
    case 'submodule':
      throw new AiBlameError('IS_DIRECTORY', `${named} is a submodule; run ai-blame inside it`);
    case 'other':
      throw new AiBlameError('NO_SUCH_FILE', `${named} is neither a file nor a symbolic link`);
    case 'symlink':
      return { shown: file.bytes, stored: file.bytes, isLink: true, warnings: [] };
    case 'file':
      break;
  }
  return contentAt(repository, path, named, file.bytes);
}

/**
 * What a file of the work tree would be with these bytes.
 * @throws AiBlameError IS_BINARY.
 */
export function contentAt(repository: Repository, path: string, named: string, given: Buffer): FileContent {
  const { bytes, lossy, wasEncoded } = cleanContent(repository, path, given);
  // What no terminal and no JSON could show as it lies on disk, as UTF-16.
  const shown = wasEncoded ? bytes : given;
  refuseBinary(shown, named);
  if (lossy === null) return { shown, stored: bytes, isLink: false, warnings: [] };
  const warning: Warning = {
    code: 'content_filtered',
    message: `git stores ${path} in another form (${lossy}) that cannot be made here; lines are compared as they stand in the work tree`,
    count: 1,
    subject: path,
  };
  return { shown: given, stored: bytes, isLink: false, warnings: [warning] };
}

/**
 * Reads a file of a commit.
 * @throws AiBlameError NO_SUCH_FILE, IS_DIRECTORY, IS_BINARY, OBJECT_MISSING.
 */
export function readCommittedContent(repository: Repository, commit: Oid, path: string, revision: string): FileContent {
  if (path === '') throw new AiBlameError('IS_DIRECTORY', 'The repository itself is a folder; name a file in it');
  const tree = readCommit(repository.objects, commit)?.tree;
  const entry = tree === undefined ? null : lookUp(repository.objects, tree, path);
  if (entry === null) throw new AiBlameError('NO_SUCH_FILE', `There is no file ${path} in ${revision}`);
  const type = entry.mode & 0o170000;
  if (type === 0o40000) throw new AiBlameError('IS_DIRECTORY', `${path} is a folder in ${revision}; name a file in it`);
  if (type === 0o160000) throw new AiBlameError('IS_DIRECTORY', `${path} is a submodule in ${revision}`);
  const object = repository.objects.read(entry.oid);
  if (object === null) {
    const why = repository.isPromisor ? 'it was not fetched (partial clone)' : 'it is missing from the object database';
    throw new AiBlameError(
      'OBJECT_MISSING',
      `The content ${entry.oid} of ${path} in ${revision} cannot be read: ${why}`,
    );
  }
  refuseBinary(object.data, path);
  return { shown: object.data, stored: object.data, isLink: type === SYMLINK, warnings: [] };
}

/**
 * Reads a file of the index.
 * @param entry what the index has there.
 * @throws AiBlameError IS_BINARY, OBJECT_MISSING.
 */
export function readStagedContent(
  repository: Repository,
  path: string,
  { oid, mode }: Pick<IndexEntry, 'oid' | 'mode'>,
): FileContent {
  const object = repository.objects.read(oid);
  if (object === null) {
    throw new AiBlameError('OBJECT_MISSING', `The content ${oid} that is staged as ${path} is missing`);
  }
  refuseBinary(object.data, path);
  return { shown: object.data, stored: object.data, isLink: (mode & 0o170000) === SYMLINK, warnings: [] };
}

/** Blob id of a path in a commit; null where it has none. */
export function blobIn(repository: Repository, commit: Oid, path: string): Oid | null {
  const tree = readCommit(repository.objects, commit)?.tree;
  const entry = tree === undefined ? null : lookUp(repository.objects, tree, path);
  return entry !== null && (entry.mode & 0o170000) !== 0o40000 && (entry.mode & 0o170000) !== 0o160000
    ? entry.oid
    : null;
}

/** Whether a path is a symbolic link in a commit. */
export function isLinkIn(repository: Repository, commit: Oid, path: string): boolean {
  const tree = readCommit(repository.objects, commit)?.tree;
  const entry = tree === undefined ? null : lookUp(repository.objects, tree, path);
  return entry !== null && (entry.mode & 0o170000) === SYMLINK;
}

/** git's rule: a NUL among the first 8,000 bytes (git `xdiff-interface.c`, `buffer_is_binary`). */
function refuseBinary(bytes: Buffer, named: string): void {
  if (bytes.subarray(0, 8000).includes(0)) {
    throw new AiBlameError('IS_BINARY', `${named} is a binary file: it has no lines to blame`);
  }
}

/** A file of the work tree as git would store it; null where there is none. */
export function storedContent(repository: Repository, path: string): Buffer | null {
  const file = readWorkTreeFile(repository, path);
  if (file.kind === 'symlink') return file.bytes;
  return file.kind === 'file' ? cleanContent(repository, path, file.bytes).bytes : null;
}
