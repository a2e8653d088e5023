import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';
import { countBelow, TimelineIndex } from './timeline-index.js';

/** What HEAD was just before entry `i`; null: there was no commit yet, or it is not known. */
export function headAt(entries: readonly TimelineEntry[], i: number): Oid | null {
  const { heads } = TimelineIndex.of(entries);
  const [last, first] = [entries[heads[countBelow(heads, i) - 1] ?? -1], entries[heads[0] ?? -1]];
  return last?.kind === 'head' ? last.move.after : first?.kind === 'head' ? first.move.before : null;
}

/** Whether HEAD has a path just before entry `i`. */
export function isInHeadAt(
  entries: readonly TimelineEntry[],
  i: number,
  path: string,
  view: SnapshotView,
  { objects }: Repository,
): boolean {
  const head = headAt(entries, i);
  const commit = head === null ? null : readCommit(objects, head);
  return commit !== null && view.treeEntry(commit.tree, path) !== null;
}
