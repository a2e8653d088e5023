import { AiBlameError } from '../errors.js';
import type { GitObjects, Oid, TreeEntry } from '../git/git-objects.js';
import { lookUp } from '../git/trees.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';

/**
 * Finds out of what a snapshot tells nothing that was taken while the calls told after it were under way already
 * (`SnapshotEvent.mayBeLate`): a file that one of them changed, that differs from what the snapshot before it shows, and that the
 * session's next snapshot shows just so. The recorded change can only lie between the two others then.
 *
 * @returns the same entries, in the same order; such snapshots with `late`.
 */
export function markLateSnapshots(entries: readonly TimelineEntry[], objects: GitObjects): readonly TimelineEntry[] {
  if (!entries.some((entry) => entry.kind === 'snapshot' && entry.event.mayBeLate)) return entries;
  let before: Oid | null = null;
  return entries.map((entry, i) => {
    if (entry.kind !== 'snapshot' || entry.tree === null) return entry;
    const late = entry.event.mayBeLate ? latePaths(entries, i, entry, before, objects) : [];
    before = entry.tree;
    return late.length === 0 ? entry : { ...entry, late: new Set(late) };
  });
}

/** @param before the tree of the snapshot before it; null: there is none. */
function latePaths(
  entries: readonly TimelineEntry[],
  at: number,
  { event, tree }: SnapshotEntry,
  before: Oid | null,
  objects: GitObjects,
): string[] {
  const changed = new Set<string>();
  for (let i = at + 1; i < entries.length; i++) {
    const entry = entries[i];
    if (entry?.kind === 'change' && entry.event.session.id === event.session.id && entry.event.outcome === 'applied') {
      changed.add(entry.path);
      if (entry.oldPath !== null) changed.add(entry.oldPath);
    }
    if (entry?.kind !== 'snapshot' || entry.event.session.id !== event.session.id || entry.tree === null) continue;
    const after = entry.tree;
    return [...changed].filter((path) => {
      const seen = entryAt(objects, tree as Oid, path);
      if (seen === undefined || !isSame(seen, entryAt(objects, after, path))) return false;
      return before === null || !isSame(seen, entryAt(objects, before, path));
    });
  }
  return [];
}

/** null: nothing is there; undefined: that cannot be told any more. */
function entryAt(objects: GitObjects, tree: Oid, path: string): TreeEntry | null | undefined {
  try {
    return lookUp(objects, tree, path);
  } catch (error) {
    if (error instanceof AiBlameError && error.code === 'OBJECT_MISSING') return undefined;
    throw error;
  }
}

function isSame(a: TreeEntry | null, b: TreeEntry | null | undefined): boolean {
  return b !== undefined && a?.oid === b?.oid && a?.mode === b?.mode;
}
