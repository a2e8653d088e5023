import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import { hashObject } from '../git/oid.js';
import type { Repository } from '../git/repository.js';
import { blobIn } from './file-content.js';
import type { Timelines } from './load-timelines.js';

/**
 * Tells files that hold what they held before any trace began: all of their lines are commits', without looking closer.
 *
 * @param head null: nothing was committed yet.
 * @returns whether that is known of a path with a content as git stores it.
 */
export function unchangedFiles(
  repository: Repository,
  head: Oid | null,
  { all }: Timelines,
): (path: string, content: Buffer) => boolean {
  if (head === null) return () => false;
  const bases = all.map(({ entries }) => {
    const first = entries.find((entry) => entry.kind === 'head');
    return first?.kind === 'head' ? first.move.before : head;
  });
  const times = all.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.kind === 'head' ? [] : Date.parse(entry.event.time ?? ''))),
  );
  // What has no time, or happened before the first commit that is known of then, may be older than any commit.
  const begun = Math.min(...times.map((time) => (Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time)));
  const areOlder = bases.every((base) => {
    const made = base === null ? null : readCommit(repository.objects, base);
    return made !== null && made.committer.time * 1000 < begun;
  });
  if (!areOlder && times.length > 0) return () => false;
  return (path, content) => {
    const blob = hashObject(repository.objects.hash, 'blob', content);
    return [head, ...bases].every((commit) => commit !== null && blobIn(repository, commit, path) === blob);
  };
}
