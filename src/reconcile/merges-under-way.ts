import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { TimelineEntry } from './timeline.js';

/** A commit that was being merged into the work tree, from one point of a timeline to another. */
export interface MergeUnderWay {
  /** Indices of timeline entries: after `from`, up to and with `to`. */
  readonly from: number;
  readonly to: number;
  readonly ours: Oid | null;
  /** null: a commit that was picked, of which nothing tells any more. */
  readonly theirs: Oid | null;
  /** The commit that ended it; null: it is not committed yet. */
  readonly result: Oid | null;
}

/**
 * Merges and picks that stopped with a conflict leave no trace in HEAD's log until they are committed: their lines can be in the work tree
 * from the move of HEAD before on.
 *
 * @param pending commits that are being merged now.
 */
export function mergesUnderWay(
  entries: readonly TimelineEntry[],
  repository: Repository,
  pending: readonly Oid[],
): MergeUnderWay[] {
  let committed = known.get(entries);
  if (committed === undefined) {
    committed = committedMerges(entries, repository);
    known.set(entries, committed);
  }
  const from = entries.findLastIndex(({ kind }) => kind === 'head');
  const ours = repository.head().commit;
  return [...committed, ...pending.map((theirs) => ({ from, to: entries.length, ours, theirs, result: null }))];
}

/** Asked for file after file of one timeline. */
const known = new WeakMap<readonly TimelineEntry[], MergeUnderWay[]>();

function committedMerges(entries: readonly TimelineEntry[], repository: Repository): MergeUnderWay[] {
  const merges: MergeUnderWay[] = [];
  let from = -1;
  for (const [to, entry] of entries.entries()) {
    if (entry.kind !== 'head') continue;
    const { kind, before, after, endsPick } = entry.move;
    if (kind === 'commit') {
      const theirs = readCommit(repository.objects, after)?.parents.slice(1) ?? [];
      const picked = endsPick && theirs.length === 0 ? [null] : [];
      merges.push(
        ...[...theirs, ...picked].map((commit) => ({ from, to, ours: before, theirs: commit, result: after })),
      );
    }
    from = to;
  }
  return merges;
}
