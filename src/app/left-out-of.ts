import type { AgentAdapter } from '../agents/agent-adapter.js';
import { IgnoreRules } from '../git/ignore-rules.js';
import { LruCache } from '../git/lru-cache.js';
import type { Repository } from '../git/repository.js';
import { workTreeSize } from '../git/work-tree-presence.js';
import type { SnapshotEvent } from '../model/agent-event.js';
import type { LeftOut, SnapshotLists } from '../reconcile/left-out.js';
import type { SessionReading } from './session-reading.js';

/** Paths in the lists of untracked files that are kept at once: one list may name tens of thousands. */
const MOST_LISTED = 1_000_000;

/** What the snapshots of some sessions do not hold though the work tree does. */
export function leftOutOf(repository: Repository, reads: readonly SessionReading[]): LeftOut {
  const known = new LruCache<SnapshotEvent, SnapshotLists>(MOST_LISTED);
  const rules = new IgnoreRules(repository);
  const sizes = new Map<string, number>();
  const sizeOf = (path: string): number => {
    const size = sizes.get(path) ?? workTreeSize(repository, path) ?? 0;
    sizes.set(path, size);
    return size;
  };
  const adapterOf = (event: SnapshotEvent): AgentAdapter | undefined =>
    reads.find(({ adapter }) => adapter.id === event.trace.source.agent)?.adapter;
  return {
    isIgnored: (path) => rules.isIgnored(path),
    isTooLarge: (event, path) => sizeOf(path) > (adapterOf(event)?.largestInSnapshots ?? Number.POSITIVE_INFINITY),
    hiddenFolders: (event) => adapterOf(event)?.hiddenFolders ?? new Set(),
    lists(event) {
      const kept = known.get(event);
      if (kept !== undefined) return kept;
      const lists = adapterOf(event)?.loadSnapshotLists(event) ?? { untrackedFiles: [], untrackedDirs: [] };
      known.set(event, lists, 1 + lists.untrackedFiles.length + lists.untrackedDirs.length);
      return lists;
    },
  };
}
