import { readRange, refuseSymmetric } from '../model/revision-range.js';
import { reachableFrom } from './commit-walk.js';
import type { Oid } from './git-objects.js';
import type { Repository } from './repository.js';
import { resolveRevision } from './revisions.js';

/**
 * The commits that a revision or a range names: `REV` that one, `A..B` those that lead to B and not to A; an end that is left out
 * is HEAD.
 * @returns the oldest first, as far as their clocks tell; the same order on every run.
 * @throws AiBlameError as `resolveRevision`; USAGE for `A...B`.
 */
export function commitsOfRange(repository: Repository, text: string): Oid[] {
  const range = readRange(text);
  if (range === null) return [resolveRevision(repository, text)];
  refuseSymmetric(range, text);
  const [from, to] = [resolveRevision(repository, range.from), resolveRevision(repository, range.to)];
  const { objects } = repository;
  const without = new Set(reachableFrom(objects, [from]).map(({ oid }) => oid));
  return reachableFrom(objects, [to], { without })
    .sort((a, b) => a.committer.time - b.committer.time || (a.oid < b.oid ? -1 : 1))
    .map(({ oid }) => oid);
}
