import { basename } from 'node:path';
import type { Env } from '../env.js';
import { readIndex } from '../git/index-file.js';
import { workTreeFiles } from '../git/side-files.js';
import type { FilesResult, RepositoryDescription } from '../model/viewer-result.js';
import { openPlace, repositoryRef } from './open-place.js';
import type { Place } from './place.js';

/** More names than this are not told: a page that shows them could not be scrolled. */
const MOST_FILES = 200_000;

/**
 * Where a repository lies, and what it is called.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE.
 */
export function describeRepository({ place }: { readonly place: Place }, env: Env): RepositoryDescription {
  const repository = openPlace(place, env);
  try {
    const { root, head } = repositoryRef(repository);
    return { root, name: basename(root), head };
  } finally {
    repository.close();
  }
}

/**
 * The files of a work tree: tracked ones, and others that git does not ignore. None is opened.
 * @throws AiBlameError NO_REPOSITORY, NO_SUCH_FILE.
 */
export function listFiles({ place }: { readonly place: Place }, env: Env): FilesResult {
  const repository = openPlace(place, env);
  try {
    const paths = workTreeFiles(repository, readIndex(repository.gitDir, repository.objects.hash));
    return {
      schema: 'ai-blame/files@1',
      repository: repositoryRef(repository),
      paths: paths.slice(0, MOST_FILES),
      truncated: Math.max(0, paths.length - MOST_FILES),
    };
  } finally {
    repository.close();
  }
}
