import type { Repository } from '../git/repository.js';
import { type ReconciledPath, reconcilePath } from '../reconcile/reconcile-path.js';
import { storedContent } from './file-content.js';
import type { Timelines, WorkTreeTimeline } from './load-timelines.js';
import type { Progress } from './progress.js';

/** One file of a work tree, brought into its order. */
export interface FollowedPath {
  readonly path: string;
  readonly timeline: WorkTreeTimeline;
  readonly file: ReconciledPath;
}

/** A path by a timeline, as the work tree that is asked about has it now. */
export function followPath(
  repository: Repository,
  timelines: Timelines,
  timeline: WorkTreeTimeline,
  path: string,
): FollowedPath {
  const { entries, texts, where } = timeline;
  const content = storedContent(repository, path);
  const place = where === 'here' ? 'work-tree' : 'elsewhere';
  const known = { entries, repository, view: timelines.view, texts };
  return { path, timeline, file: reconcilePath({ ...known, path, content, where: place }) };
}

/** Many paths by one timeline, one after the other: nothing is held of those before. */
export function* followPaths(
  repository: Repository,
  timelines: Timelines,
  timeline: WorkTreeTimeline,
  paths: readonly string[],
  progress: Progress,
): Generator<FollowedPath> {
  timelines.view.expectPaths(timeline.entries, paths.length);
  for (const [n, path] of paths.entries()) {
    progress.update('Following files', n, paths.length);
    yield followPath(repository, timelines, timeline, path);
  }
}
