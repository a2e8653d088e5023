import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { lstatSync, readFileSync, readlinkSync } from './disk.js';
import { errorCode, isNothingThere, unreadable } from './error-code.js';
import { MAX_OBJECT_BYTES, objectTooLarge } from './object-size.js';

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

function statOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch (error) {
    if (isNothingThere(error)) {
      return null;
    }
    throw unreadable(error, file);
  }
}

function nothing(kind: WorkTreeFile['kind'], mode = 0): WorkTreeFile {
  return { kind, bytes: Buffer.alloc(0), mode };
}
