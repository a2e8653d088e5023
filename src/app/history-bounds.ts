import type { HistoryInput } from '../blame/history/blame-history.js';
import { childrenUpTo, reachableFrom } from '../git/commit-walk.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { resolveRevision } from '../git/revisions.js';

/** How far the history of the commits is followed that are told beside the lines, as git blame's options say it. */
export interface HistoryBounds {
  /** Revisions: neither they nor what they come from is looked into. */
  readonly without: readonly string[];
  /** ISO 8601 UTC: nor are commits before this. */
  readonly since: string | null;
  readonly firstParent: boolean;
  /** Forwards, up to this revision: lines are told with the last commit that has them. null: backwards. */
  readonly reverseTo: string | null;
  /** The first commit of a history is no boundary. */
  readonly showRoot: boolean;
  /** Differences of commits are as small as can be. */
  readonly minimal: boolean;
}

/**
 * @param start the commit that the walk begins with.
 * @throws AiBlameError NO_SUCH_REVISION, AMBIGUOUS, OBJECT_MISSING
 */
export function boundedWalk(
  repository: Repository,
  start: Oid | null,
  { without, since, firstParent, reverseTo, showRoot, minimal }: HistoryBounds,
): Pick<HistoryInput, 'endsAt' | 'children' | 'firstParent' | 'showRoot' | 'minimal'> {
  const { objects } = repository;
  const ends = without.map((revision) => resolveRevision(repository, revision));
  if (reverseTo !== null && start !== null) ends.push(start);
  const before = new Set(reachableFrom(objects, ends).map(({ oid }) => oid));
  // git counts whole seconds.
  const oldest = since === null ? Number.NEGATIVE_INFINITY : Math.floor(Date.parse(since) / 1000);
  const children =
    reverseTo === null
      ? null
      : childrenUpTo(objects, resolveRevision(repository, reverseTo), { without: before, firstParent });
  return {
    endsAt: ({ oid, committer }) => before.has(oid) || committer.time < oldest,
    children,
    firstParent,
    showRoot,
    minimal,
  };
}
