import { dirname, join } from 'node:path';
import { readCommit } from '../git/commits.js';
import { typeSync } from '../git/disk.js';
import type { Oid } from '../git/git-objects.js';
import { hashObject } from '../git/oid.js';
import type { Repository } from '../git/repository.js';
import { diffTrees, lookUp, walkTree } from '../git/trees.js';
import { untrackedFiles } from '../git/untracked-files.js';
import { isInNestedRepository } from '../git/work-tree-path.js';
import type { CommandEntry, SnapshotEntry, TimelineEntry } from '../reconcile/timeline.js';
import { storedContent } from './file-content.js';

const FILE_TYPE = 0o170000;
const FOLDER = 0o040000;

/** Every path that a recorded change, a command's text, two snapshots or two reads show as touched; sorted. */
export function touchedPaths(repository: Repository, entries: readonly TimelineEntry[]): string[] {
  const touched = new Set<string>();
  let last: SnapshotEntry | null = null;
  let ranCommand = false;
  const moves: { readonly to: string; readonly inside: string }[] = [];
  const seenAt = new Map<string, number>();
  let commands = 0;
  let head = entries.find((entry) => entry.kind === 'head')?.move.before ?? null;
  for (const entry of entries) {
    if (entry.kind === 'change') {
      touched.add(entry.path);
      if (entry.oldPath !== null) touched.add(entry.oldPath);
    } else if (entry.kind === 'command') {
      ranCommand = true;
      commands++;
      const either = twoPlaces(entry);
      moves.push(...either);
      for (const { path, op } of entry.targets) {
        if (either.some(({ to, inside }) => path === to || path === inside)) continue;
        touched.add(path);
        if (op === 'delete') for (const file of filesBelow(repository, head, path)) touched.add(file);
      }
    } else if (entry.kind === 'read' && entry.event.whole) {
      // What a command did between two looks at a file shows nowhere else.
      if ((seenAt.get(entry.path) ?? commands) < commands) touched.add(entry.path);
      seenAt.set(entry.path, commands);
    } else if (entry.kind === 'head') {
      head = entry.move.after;
    } else if (entry.kind === 'snapshot' && entry.tree !== null) {
      if (last?.tree != null && ranCommand) {
        for (const change of diffTrees(repository.objects, last.tree, entry.tree)) touched.add(change.path);
      }
      last = entry;
      ranCommand = false;
    }
  }
  // What a last turn's commands did after its snapshot shows only in the work tree.
  if (last?.tree != null && ranCommand) {
    for (const path of changedSince(repository, last)) touched.add(path);
  }
  for (const { to, inside } of moves) touched.add(isFolder(repository, to, inside, touched) ? inside : to);
  touched.delete('');
  return [...touched].filter((path) => !isInNestedRepository(repository, path)).sort();
}

/** Of each file that a command moves, by a text that does not tell whether its last word is a folder: that name, and the one in it. */
function twoPlaces({ targets }: CommandEntry): { readonly to: string; readonly inside: string }[] {
  const places = targets.filter(({ op }) => op === 'move-to').map(({ path }) => path);
  return places.flatMap((inside) => places.filter((to) => dirname(inside) === to).map((to) => ({ to, inside })));
}

/** Whether a name is, or was, a folder. */
function isFolder(repository: Repository, name: string, inside: string, touched: ReadonlySet<string>): boolean {
  const head = repository.head().commit;
  if (filesBelow(repository, head, name).length > 0) return true;
  for (const path of touched) if (path !== inside && path.startsWith(`${name}/`)) return true;
  try {
    return typeSync(join(repository.root, name)).isDirectory();
  } catch {
    return false;
  }
}

/** Files that a commit has below a folder; none where it has no such folder. */
function filesBelow({ objects }: Repository, commit: Oid | null, folder: string): string[] {
  const tree = commit === null || folder === '' ? null : (readCommit(objects, commit)?.tree ?? null);
  const entry = tree === null ? null : lookUp(objects, tree, folder);
  if (entry === null || (entry.mode & FILE_TYPE) !== FOLDER) return [];
  return [...walkTree(objects, entry.oid)].map(({ path }) => `${folder}/${path}`);
}

/** Files that the work tree holds differently than the last snapshot, no more, or that are new since. */
function changedSince(repository: Repository, snapshot: SnapshotEntry): string[] {
  if (snapshot.tree === null) return [];
  const known = new Set<string>();
  const changed: string[] = [];
  for (const { path, entry } of walkTree(repository.objects, snapshot.tree)) {
    if ((entry.mode & 0o170000) === 0o160000) continue;
    known.add(path);
    const content = storedContent(repository, path);
    if (content === null || hashObject(repository.objects.hash, 'blob', content) !== entry.oid) changed.push(path);
  }
  for (const path of untrackedFiles(repository)) {
    if (!known.has(path)) changed.push(path);
  }
  return changed;
}
