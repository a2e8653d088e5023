import { dirname, join, resolve } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { globalConfigFiles, isThere, type OpenOptions, openRepository, type Repository } from '../git/repository.js';
import { isInNestedRepository, workTreePath } from '../git/work-tree-path.js';
import type { RepositoryRef } from '../model/blame-result.js';
import type { Place } from './place.js';

/** Opens the repository that a question is about, with the person's own git configuration. */
export function openPlace(place: Place, env: Env): Repository {
  return opened(place.directory, { configFiles: globalConfigFiles(env.variables), home: env.variables.HOME ?? null });
}

/** @throws AiBlameError NO_SUCH_FILE where the folder that a question is asked in is not there. */
export function requireFolder({ directory }: Place): void {
  if (!isThere(directory)) throw new AiBlameError('NO_SUCH_FILE', `There is no folder ${directory}`);
}

/** A folder that is not there is in no repository either: what is wrong with it is said. */
function opened(directory: string, options: OpenOptions): Repository {
  if (!isThere(directory)) throw new AiBlameError('NO_SUCH_FILE', `There is no folder ${directory}`);
  return openRepository(directory, options);
}

/**
 * Opens the repository that holds a file: that of the place, or a submodule or another repository inside it; where the place is
 * in none, as a folder of repositories is, the file's own (case G8).
 * @throws AiBlameError NO_REPOSITORY, OUTSIDE_REPOSITORY
 */
export function openRepositoryOf(file: string, place: Place, env: Env): Repository {
  const options = { configFiles: globalConfigFiles(env.variables), home: env.variables.HOME ?? null };
  const { directory } = place;
  // One that is not there would be looked for above, too.
  const repository = isThere(directory) ? openUnlessNone(directory, options) : null;
  if (repository === null) {
    const path = resolve(directory, file);
    // What is asked about no file is asked about the folder itself.
    const own = path === resolve(directory) ? path : dirname(path);
    return isThere(own) ? openRepository(own, options) : opened(directory, options);
  }
  try {
    const path = workTreePath(repository, directory, file);
    if (!isInNestedRepository(repository, path)) return repository;
    const nested = openRepository(join(repository.root, dirname(path)), options);
    repository.close();
    return nested;
  } catch (error) {
    repository.close();
    throw error;
  }
}

function openUnlessNone(directory: string, options: OpenOptions): Repository | null {
  try {
    return openRepository(directory, options);
  } catch (error) {
    if (error instanceof AiBlameError && error.code === 'NO_REPOSITORY') return null;
    throw error;
  }
}

export function repositoryRef(repository: Repository): RepositoryRef {
  return { root: repository.root, head: repository.head().commit };
}
