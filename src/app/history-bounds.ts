import type { HistoryInput } from '../blame/history/blame-history.js';
import { childrenUpTo, reachableFrom } from '../git/commit-walk.js';
import type { Commit, Oid } from '../git/git-objects.js';
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
  // git counts whole seconds.
  const oldest = since === null ? Number.NEGATIVE_INFINITY : Math.floor(Date.parse(since) / 1000);
  const isOld = ({ committer }: Commit): boolean => committer.time < oldest;
  const sides = { firstParent, showRoot, minimal };
  if (reverseTo === null || start === null) {
    const before = new Set(reachableFrom(objects, ends).map(({ oid }) => oid));
    return { endsAt: (commit) => before.has(commit.oid) || isOld(commit), children: null, ...sides };
  }
  const last = resolveRevision(repository, reverseTo);
  const started = new Set(reachableFrom(objects, [start]).map(({ oid }) => oid));
  // As git: what is too old is left out together with all that it comes from, and so nothing leads on to it.
  const old = since === null ? [] : reachableFrom(objects, [last], { without: started, firstParent }).filter(isOld);
  const oldIds = old.map(({ oid }) => oid);
  const left = reachableFrom(objects, oldIds, { without: started });
  const before = new Set([...started, ...left.map(({ oid }) => oid)]);
  // Along first parents git walks from one end to the other, and asks for no age.
  const children = childrenUpTo(objects, last, { without: firstParent ? started : before, firstParent });
  return { endsAt: ({ oid }) => before.has(oid), children, ...sides };
}
