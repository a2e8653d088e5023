import { readCommit } from '../git/commits.js';
import type { Repository } from '../git/repository.js';
import { lookUp } from '../git/trees.js';
import { besideNewest } from '../reconcile/beside-newest.js';
import { continuedLines } from '../reconcile/chain.js';
import { headAt } from '../reconcile/head-at.js';
import { type ReconciledPath, reconcilePath } from '../reconcile/reconcile-path.js';
import { storedContent } from './file-content.js';
import type { Timelines, WorkTreeTimeline } from './load-timelines.js';

/** A file by the timeline of one work tree. */
export interface ReconciledFile {
  readonly timeline: WorkTreeTimeline;
  readonly file: ReconciledPath;
  /** Whether a line (from 0) of the file that is asked about can be one of this file's. */
  readonly canHave: (line: number) => boolean;
}

/** The commit that introduced a line of the file, and where it stood there. */
export interface LineOfCommit {
  /** Seconds since 1970. */
  readonly time: number;
  readonly path: string;
}

export interface AskedFile {
  readonly repository: Repository;
  readonly timelines: Timelines;
  readonly path: string;
  /** In the form that git stores. */
  readonly content: Buffer;
  readonly from: 'work-tree' | 'index' | 'revision';
}

/** The file by the timeline of the work tree that is asked about. */
export function reconcileHere({ repository, timelines, path, content, from }: AskedFile): ReconciledFile {
  const timeline = timelines.all[0] as WorkTreeTimeline;
  const { entries, texts } = timeline;
  const known = { entries, repository, view: timelines.view, texts, path };
  const file =
    from === 'index'
      ? besideNewest(reconcilePath({ ...known, content: storedContent(repository, path) }), content)
      : reconcilePath({ ...known, content, where: from });
  return { timeline, file, canHave: () => true };
}

/**
 * The file by the timelines of the other work trees, from which its lines came by commits only: by its name here, by the names that it
 * has in those commits, since it may have been renamed only here, and by those that it had here before, since what was committed of a
 * rename may be the new name alone.
 *
 * @param here the file by the timeline of this work tree.
 */
export function reconcileElsewhere(
  asked: AskedFile,
  commits: readonly (LineOfCommit | null)[],
  here: ReconciledPath,
): ReconciledFile[] {
  const { repository, timelines, path, content } = asked;
  const older = olderNames(asked, here);
  const names = new Set([path, ...commits.flatMap((commit) => commit?.path ?? []), ...older.keys()]);
  return timelines.all.slice(1).flatMap((timeline) =>
    [...names].map((name): ReconciledFile => {
      const { entries, texts } = timeline;
      const canHave = (line: number): boolean =>
        name === path || commits[line]?.path === name || older.get(name)?.(line) === true;
      const committedAt = (line: number): number | null => (canHave(line) ? (commits[line]?.time ?? null) : null);
      const known = { entries, repository, view: timelines.view, texts };
      const file = reconcilePath({ ...known, path: name, content, where: 'elsewhere', committedAt });
      return { timeline, file, canHave };
    }),
  );
}

/**
 * The names that the file had here before, each with whether a line (from 0) stood in what HEAD held by that name when the file lost it:
 * what comes from other work trees comes by commits.
 */
function olderNames(
  { repository, timelines, content }: AskedFile,
  { plan }: ReconciledPath,
): Map<string, (line: number) => boolean> {
  const entries = (timelines.all[0] as WorkTreeTimeline).entries;
  const older = new Map<string, (line: number) => boolean>();
  for (const at of plan.renames) {
    const name = plan.before(at);
    const head = headAt(entries, at);
    const commit = head === null ? null : readCommit(repository.objects, head);
    const blob = commit === null ? null : lookUp(repository.objects, commit.tree, name);
    const committed = blob === null ? null : repository.objects.read(blob.oid);
    if (committed === null) continue;
    const map = continuedLines(committed.data, content);
    older.set(name, (line) => (map[line] ?? -1) !== -1);
  }
  return older;
}
