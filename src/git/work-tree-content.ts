import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { Attributes } from './attributes.js';
import { lstatSync, readFileSync, readlinkSync } from './disk.js';
import { errorCode, unreadable } from './error-code.js';
import { readIndex } from './index-file.js';
import { MAX_OBJECT_BYTES, objectTooLarge } from './inflate.js';
import type { Repository } from './repository.js';
import { isTextWithCrlf, lineEndsOf, storeEncoding, storeIdent, storeLineEnds } from './text-conversion.js';

export interface WorkTreeFile {
  /** `missing` also for what lies behind a symbolic link: git tracks nothing there. `submodule`: a folder with a `.git`. */
  readonly kind: 'file' | 'symlink' | 'directory' | 'missing' | 'submodule' | 'other';
  /** Content of a file as it lies on disk, or the target of a symlink; else empty. */
  readonly bytes: Buffer;
  /** As in trees; 0 where a tree has no such thing. */
  readonly mode: number;
}

/** A work tree, and what git is told of it. */
interface WorkTreeSettings {
  readonly root: string;
  readonly config: { getBoolean(name: string): boolean | null };
}

/**
 * @param path relative to the root, `/` inside
 * @throws AiBlameError OUTSIDE_REPOSITORY, UNREADABLE
 */
export function readWorkTreeFile(repo: WorkTreeSettings, path: string): WorkTreeFile {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw new AiBlameError('OUTSIDE_REPOSITORY', `${JSON.stringify(path)} is not a path in the repository`);
  }
  for (let depth = 1; depth < parts.length; depth++) {
    const stat = statOf(join(repo.root, ...parts.slice(0, depth)));
    if (stat === null || !stat.isDirectory()) {
      return nothing('missing');
    }
  }
  const file = join(repo.root, ...parts);
  const stat = statOf(file);
  if (stat === null) {
    return nothing('missing');
  }
  if (stat.isDirectory()) {
    return statOf(join(file, '.git')) === null ? nothing('directory', 0o40000) : nothing('submodule', 0o160000);
  }
  try {
    if (stat.isSymbolicLink()) {
      return { kind: 'symlink', bytes: readlinkSync(file, { encoding: 'buffer' }), mode: 0o120000 };
    }
    if (!stat.isFile()) {
      return nothing('other');
    }
    if (stat.size > MAX_OBJECT_BYTES) {
      throw objectTooLarge(path);
    }
    const executable = repo.config.getBoolean('core.filemode') !== false && (stat.mode & 0o100) !== 0;
    return { kind: 'file', bytes: readFileSync(file), mode: executable ? 0o100755 : 0o100644 };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return nothing('missing');
    }
    throw unreadable(error, path);
  }
}

export interface CleanContent {
  /** What git would store; where `lossy` is set, the bytes as they were given. */
  readonly bytes: Buffer;
  /** `filter`: an outside program (such as LFS) would change it. `encoding`: its `working-tree-encoding` cannot be undone here. */
  readonly lossy: null | 'filter' | 'encoding';
}

/**
 * The form in which git would store a file: line ends, `$Id$`, encoding. Follows `.gitattributes` of the work tree,
 * `info/attributes`, `core.attributesFile` where it is an absolute path, and `core.autocrlf`.
 * @param bytes content as in the work tree
 * @param indexed the content stored so far, or null; by default that of the index
 */
export function cleanContent(
  repo: Repository,
  path: string,
  bytes: Buffer,
  indexed: () => Buffer | null = () => indexedContent(repo, path),
): CleanContent {
  const attributes = attributesOf(repo).of(path);
  const filter = attributes.get('filter');
  if (typeof filter === 'string') {
    return { bytes, lossy: 'filter' };
  }
  const encoding = attributes.get('working-tree-encoding');
  const decoded = typeof encoding === 'string' && encoding !== '' ? storeEncoding(bytes, encoding) : bytes;
  if (decoded === null) {
    return { bytes, lossy: 'encoding' };
  }
  const autocrlf =
    /^input$/i.test(repo.config.get('core.autocrlf') ?? '') || repo.config.getBoolean('core.autocrlf') === true;
  const stored = storeLineEnds(decoded, lineEndsOf(attributes, autocrlf), () => {
    const before = indexed();
    return before !== null && isTextWithCrlf(before);
  });
  return { bytes: attributes.get('ident') === true ? storeIdent(stored) : stored, lossy: null };
}

const attributes = new WeakMap<Repository, Attributes>();

function attributesOf(repo: Repository): Attributes {
  let known = attributes.get(repo);
  if (known === undefined) {
    const globalFile = repo.config.get('core.attributesfile');
    known = new Attributes({
      root: repo.root,
      infoFile: join(repo.commonDir, 'info', 'attributes'),
      globalFile: globalFile?.startsWith('/') ? globalFile : null,
      ignoreCase: repo.config.getBoolean('core.ignorecase') === true,
    });
    attributes.set(repo, known);
  }
  return known;
}

/** What the index holds of a path; in a conflict our side, as git takes it. */
function indexedContent(repo: Repository, path: string): Buffer | null {
  const entry = readIndex(repo.gitDir, repo.objects.hash).find(
    (candidate) => candidate.path === path && (candidate.stage === 0 || candidate.stage === 2),
  );
  const object = entry === undefined ? null : repo.objects.read(entry.oid);
  return object?.type === 'blob' ? object.data : null;
}

function statOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ELOOP') {
      return null;
    }
    throw unreadable(error, file);
  }
}

function nothing(kind: WorkTreeFile['kind'], mode = 0): WorkTreeFile {
  return { kind, bytes: Buffer.alloc(0), mode };
}
