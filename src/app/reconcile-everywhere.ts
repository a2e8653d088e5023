import type { Repository } from '../git/repository.js';
import { besideNewest } from '../reconcile/beside-newest.js';
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
 * The file by the timelines of the other work trees, from which its lines came by commits only: by its name here, and by the names
 * that it has in those commits, since it may have been renamed only here.
 */
export function reconcileElsewhere(
  { repository, timelines, path, content }: AskedFile,
  commits: readonly (LineOfCommit | null)[],
): ReconciledFile[] {
  const names = new Set([path, ...commits.flatMap((commit) => commit?.path ?? [])]);
  return timelines.all.slice(1).flatMap((timeline) =>
    [...names].map((name): ReconciledFile => {
      const { entries, texts } = timeline;
      const canHave = (line: number): boolean => name === path || commits[line]?.path === name;
      const committedAt = (line: number): number | null => (canHave(line) ? (commits[line]?.time ?? null) : null);
      const known = { entries, repository, view: timelines.view, texts };
      const file = reconcilePath({ ...known, path: name, content, where: 'elsewhere', committedAt });
      return { timeline, file, canHave };
    }),
  );
}
