import type { Env } from '../env.js';
import { globalConfigFiles, openRepository, type Repository } from '../git/repository.js';
import type { RepositoryRef } from '../model/blame-result.js';
import type { Place } from './place.js';

/** Opens the repository that a question is about, with the person's own git configuration. */
export function openPlace(place: Place, env: Env): Repository {
  return openRepository(place.directory, { configFiles: globalConfigFiles(env.variables) });
}

export function repositoryRef(repository: Repository): RepositoryRef {
  return { root: repository.root, head: repository.head().commit };
}
