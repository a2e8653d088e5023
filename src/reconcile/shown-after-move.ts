import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { Repository } from '../git/repository.js';
import { cleanContent } from '../git/work-tree-content.js';
import { readWorkTreeFile } from '../git/work-tree-file.js';
import type { FollowedFile } from './followed-file.js';
import type { TimelineEntry } from './timeline.js';

/**
 * What shows first what was in a file that a change moved away: a snapshot, a commit, or the work tree, by the name that the file went
 * to, and on to those that later moves gave it.
 *
 * @param i place of the move in the timeline.
 * @param to the name that it went to.
 * @returns null where nothing does, or another file came to that name before.
 */
export function shownAfterMove({ input }: FollowedFile, i: number, to: string): Buffer | null {
  const { entries, view, repository, where = 'work-tree' } = input;
  const { objects } = repository;
  let name = to;
  for (let k = i + 1; k < entries.length; k++) {
    const entry = entries[k] as TimelineEntry;
    const next = nameAfter(entry, name);
    if (next === null) return null;
    name = next;
    if (entry.kind === 'snapshot') {
      const sight = view.see(entry, name);
      if (sight.kind === 'absent') return null;
      if (sight.kind === 'present') return objects.read(sight.entry.oid)?.data ?? null;
    } else if (entry.kind === 'head' && entry.move.kind === 'commit') {
      const commit = readCommit(objects, entry.move.after);
      const committed = commit === null ? null : view.treeEntry(commit.tree, name);
      if (committed !== null) return objects.read(committed.oid)?.data ?? null;
    }
  }
  return where === 'work-tree' ? inWorkTree(repository, name) : null;
}

/** The file's name after an entry; null where the file ends, or another one comes to its name. */
function nameAfter(entry: TimelineEntry, name: string): string | null {
  if (entry.kind === 'change' && entry.event.outcome === 'applied') {
    if (entry.oldPath === name && entry.event.op === 'rename') return entry.path;
    return entry.path === name && entry.event.op !== 'modify' ? null : name;
  }
  if (entry.kind !== 'command' || entry.event.outcome !== 'applied') return name;
  const { targets } = entry;
  const n = targets.findIndex(({ path, op }) => path === name && op !== 'edit' && op !== 'append');
  if (n === -1) return name;
  const next = targets[n + 1];
  return targets[n]?.op === 'move-from' && next?.op === 'move-to' ? next.path : null;
}

function inWorkTree(repository: Repository, path: string): Buffer | null {
  try {
    const file = readWorkTreeFile(repository, path);
    return file.kind === 'file' ? cleanContent(repository, path, file.bytes).bytes : null;
  } catch (error) {
    if (error instanceof AiBlameError) return null;
    throw error;
  }
}
