import { adapters } from '../agents/registry.js';
import { readCommit } from '../git/commits.js';
import type { Commit } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { Timelines } from './load-timelines.js';

/** A commit is stored in far fewer bytes than this, and need not be told from larger objects by reading them. */
const MOST_COMMIT_BYTES = 4096;

/**
 * Snapshots that an agent left in the repository and that no record names any more: its newer releases take the records out of
 * their traces (formats/codex.md, 10.9 and 10.10). Which turn they are of can only be guessed, so nothing is concluded from them;
 * but they can be kept. Only commits with a file of their own are looked at: agents make them so.
 *
 * @returns in the order of their times.
 */
export function unnamedSnapshots(repository: Repository, { all }: Timelines): Commit[] {
  const named = new Set(
    all.flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === 'snapshot' ? entry.event.commit : []))),
  );
  const found: Commit[] = [];
  for (const oid of repository.objects.looseIds(MOST_COMMIT_BYTES)) {
    const commit = named.has(oid) ? null : readCommit(repository.objects, oid);
    if (commit !== null && adapters().some((adapter) => adapter.isSnapshotAuthor(commit.author))) found.push(commit);
  }
  return found.sort((a, b) => a.committer.time - b.committer.time || (a.oid < b.oid ? -1 : 1));
}
