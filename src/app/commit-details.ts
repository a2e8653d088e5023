import type { HistoryLine } from '../blame/history/blame-history.js';
import { isSameEncoding } from '../git/character-encoding.js';
import { commitInEncoding, readCommit } from '../git/commits.js';
import type { Commit, Oid, Signature } from '../git/git-objects.js';
import { type Mailmap, readMailmap } from '../git/mailmap.js';
import type { Repository } from '../git/repository.js';
import type { CommitDetails, GitsWords } from '../model/blame-result.js';
import { commitInfo, summaryOf } from './commit-info.js';

/** What commits are told with. */
export interface Wording {
  readonly mailmap: Mailmap;
  /** Of git's own formats; null: texts are told as they are stored. */
  readonly encoding: string | null;
}

/** @param asked what `--encoding` was given: `none`, or a name; null: as configured. */
export function wordingOf(repository: Repository, home: string, asked: string | null): Wording {
  const { config } = repository;
  const encoding = asked ?? config.get('i18n.logoutputencoding') ?? config.get('i18n.commitencoding') ?? 'UTF-8';
  return { mailmap: readMailmap(repository, home), encoding: encoding === '' || asked === 'none' ? null : encoding };
}

/** Details of every commit that a line names; and of the lines that no commit has, under the id of zeros, as git tells them. */
export function detailsOf(
  repository: Repository,
  lines: readonly HistoryLine[],
  wording: Wording,
): Map<string, CommitDetails> {
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
    const told = wording.mailmap.personOf(committer);
    const inGitsWords = oid === null ? null : wordsOf(repository, commit as Commit, wording);
    details.set(id, {
      ...commitInfo(commit, wording.mailmap),
      authorTime: author.time,
      authorZone: author.zone,
      committer: told.name,
      committerEmail: told.email,
      committerTime: committer.time,
      committerZone: committer.zone,
      previous: before,
      boundary,
      ...(inGitsWords === null ? {} : { inGitsWords }),
    });
  }
  return details;
}

/** null where they are what the commit's texts are as UTF-8, which nearly all are. */
function wordsOf({ objects }: Repository, commit: Commit, { mailmap, encoding }: Wording): GitsWords | null {
  const { oid, author, committer, message } = commit;
  const isPlain =
    encoding !== null && isSameEncoding(encoding, 'utf-8') && isSameEncoding(commit.encoding ?? 'utf-8', 'utf-8');
  const mayBeBytes = [author.name, author.email, committer.name, committer.email, message].some((text) =>
    text.includes('\uFFFD'),
  );
  if (isPlain && !mayBeBytes) return summaryOf(message) === '' ? wording(commit, mailmap, oid) : null;
  const stored = commitInEncoding(objects, oid, encoding);
  return stored === null ? null : wording(stored, mailmap, oid);
}

function wording({ author, committer, message }: Commit, mailmap: Mailmap, oid: Oid): GitsWords {
  const [by, made] = [mailmap.personOf(author), mailmap.personOf(committer)];
  return {
    author: by.name,
    email: by.email,
    committer: made.name,
    committerEmail: made.email,
    // As git, which tells the id of a commit that says nothing.
    summary: summaryOf(message) || `(${oid})`,
  };
}

const NOBODY: Signature = { name: 'Not Committed Yet', email: 'not.committed.yet', time: 0, zone: '+0000' };
const NOT_COMMITTED = { author: NOBODY, committer: NOBODY, message: '' };
