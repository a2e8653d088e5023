import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AiBlameError } from '../errors.js';
import { existsSync, realpathSync } from './disk.js';
import type { Repository } from './repository.js';

/**
 * The path of a file relative to the root of the work tree, with `/`. Folders on the way may be reached through symbolic links;
 * the file itself is not followed, as git does not. It need not exist.
 *
 * @param directory absolute: what a relative `file` starts from.
 * @returns `''` for the root itself.
 * @throws AiBlameError OUTSIDE_REPOSITORY, also for what lies in `.git`.
 */
export function workTreePath(repository: Repository, directory: string, file: string): string {
  const absolute = resolve(directory, file);
  const real = absolute === resolve('/') ? absolute : join(realFolder(dirname(absolute)), basename(absolute));
  let path = relative(repository.root, real);
  if (isOutside(path)) path = relative(repository.root, realFolder(absolute));
  if (isOutside(path))
    throw new AiBlameError('OUTSIDE_REPOSITORY', `${file} is outside of the repository ${repository.root}`);
  const parts = path === '' ? [] : path.split(sep);
  if (parts.some((part) => part.toLowerCase() === '.git')) {
    throw new AiBlameError('OUTSIDE_REPOSITORY', `${file} belongs to git itself, not to the work tree`);
  }
  return parts.join('/');
}

/** Whether a path of the work tree lies in another repository inside it (a submodule, a nested clone). */
export function isInNestedRepository(repository: Repository, path: string): boolean {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = join(repository.root, ...parts.slice(0, depth));
    if (existsSync(join(folder, '.git'))) return true;
  }
  return false;
}

function isOutside(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || resolve(path) === path;
}

/** Real path of a folder, or of the nearest one above it that exists with the rest appended. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const above = dirname(folder);
    return above === folder ? folder : join(realFolder(above), basename(folder));
  }
}
