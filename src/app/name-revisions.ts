import type { Env } from '../env.js';
import { openPlace } from './open-place.js';
import type { Place } from './place.js';

/**
 * Names of commits that a person may mean: HEAD, branches, tags, branches of remotes.
 * @throws AiBlameError as `openPlace`.
 */
export function nameRevisions(place: Place, env: Env): string[] {
  const repository = openPlace(place, env);
  try {
    const names = [...repository.refs().keys()];
    const below = (folder: string) =>
      names.flatMap((name) => (name.startsWith(folder) ? name.slice(folder.length) : []));
    return ['HEAD', ...below('refs/heads/'), ...below('refs/tags/'), ...below('refs/remotes/')];
  } finally {
    repository.close();
  }
}
