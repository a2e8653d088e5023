import type { Repository } from '../git/repository.js';
import { isInNestedRepository } from '../git/work-tree-path.js';
import type { FileChangeEvent } from '../model/agent-event.js';
import type { Warning } from '../model/diagnostic.js';
import type { NoFit } from '../reconcile/floating-change.js';
import { reconcilePath } from '../reconcile/reconcile-path.js';
import type { ChangeEntry } from '../reconcile/timeline.js';
import { storedContent } from './file-content.js';
import type { Timelines } from './load-timelines.js';
import type { Progress } from './progress.js';

/** An applied change that could not be carried out on any known content. */
export interface FailedChange {
  readonly entry: ChangeEntry;
  readonly why: NoFit;
}

/** Replays every recorded change of a repository, file by file, as blame would, and tells which did not fit. */
export function failedReplays(
  repository: Repository,
  timelines: Timelines,
  progress: Progress,
): { failed: FailedChange[]; warnings: Warning[] } {
  const failed = new Map<FileChangeEvent, FailedChange>();
  const fitted = new Set<unknown>();
  const warnings: Warning[] = [];
  for (const { where, entries, texts } of timelines.all) {
    const paths = changedPaths(entries).filter((path) => !isInNestedRepository(repository, path));
    for (const [n, path] of paths.entries()) {
      progress.update('Replaying changes', n, paths.length);
      const content = storedContent(repository, path);
      const input = { entries, repository, view: timelines.view, texts, path, content };
      const {
        edits,
        unplaced,
        warnings: told,
      } = reconcilePath({
        ...input,
        where: where === 'here' ? 'work-tree' : 'elsewhere',
      });
      const floating = new Set(unplaced.map(({ draft }) => draft));
      for (const draft of edits) {
        if (!floating.has(draft)) fitted.add(draft.event);
      }
      for (const { entry, draft, why } of unplaced) {
        if (draft !== null) failed.set(entry.event, { entry, why });
      }
      warnings.push(...told);
    }
  }
  progress.end();
  // A file that was renamed is followed under both names: what fits under one is carried out.
  return { failed: [...failed.values()].filter(({ entry }) => !fitted.has(entry.event)), warnings };
}

function changedPaths(entries: Timelines['all'][number]['entries']): string[] {
  const changed = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'change') continue;
    changed.add(entry.path);
    if (entry.oldPath !== null) changed.add(entry.oldPath);
  }
  return [...changed].sort();
}
