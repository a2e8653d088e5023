import type { HistoryLine } from '../blame/history/blame-history.js';
import { readCommit } from '../git/commits.js';
import type { Signature } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { CommitDetails } from '../model/blame-result.js';
import { commitInfo } from './commit-info.js';

/** Details of every commit that a line names; and of the lines that no commit has, under the id of zeros, as git tells them. */
export function detailsOf(repository: Repository, lines: readonly HistoryLine[]): Map<string, CommitDetails> {
  const uncommitted = '0'.repeat(repository.objects.hash === 'sha1' ? 40 : 64);
  const details = new Map<string, CommitDetails & { readonly previous: CommitDetails['previous'][number][] }>();
  for (const { commit: oid, path, previous, boundary } of lines) {
    const id = oid ?? uncommitted;
    const known = details.get(id);
    const before = previous === null ? [] : [{ of: path, ...previous }];
    if (known !== undefined) {
      if (!known.previous.some(({ of }) => of === path)) known.previous.push(...before);
      continue;
    }
    const commit = oid === null ? NOT_COMMITTED : readCommit(repository.objects, oid);
    if (commit === null) continue;
    const { author, committer } = commit;
    details.set(id, {
      ...commitInfo(commit),
      authorTime: author.time,
      authorZone: author.zone,
      committer: committer.name,
      committerEmail: committer.email,
      committerTime: committer.time,
      committerZone: committer.zone,
      previous: before,
      boundary,
    });
  }
  return details;
}

const NOBODY: Signature = { name: 'Not Committed Yet', email: 'not.committed.yet', time: 0, zone: '+0000' };
const NOT_COMMITTED = { author: NOBODY, committer: NOBODY, message: '' };
