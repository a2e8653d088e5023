import { readCommit } from '../git/commits.js';
import type { GitObjects, Oid } from '../git/git-objects.js';
import { lookUp } from '../git/trees.js';
import type { AgentEvent, FileChangeEvent } from '../model/agent-event.js';
import { normaliseRecordedPath, type RecordedPath, relativeTo } from '../reconcile/recorded-path.js';

/**
 * Finds out which folder was the repository's root, where only the session's own directory is recorded and the place no longer
 * exists. The directory itself, or as many levels up as the repository has folders of those names: of these the one under which
 * most of the files lie that the session changed; the deepest where nothing tells.
 *
 * @param cwd where the session worked.
 * @param commits that the session saw (snapshots, HEAD); those not stored are passed over.
 */
export function deriveRoot(
  objects: GitObjects,
  cwd: RecordedPath,
  commits: readonly Oid[],
  events: readonly AgentEvent[],
): RecordedPath {
  const trees = treesOf(objects, commits);
  const changes = events.filter(
    (event): event is FileChangeEvent => event.kind === 'file_change' && event.op !== 'create',
  );
  let best = cwd;
  let bestScore = score(objects, trees, changes, cwd);
  for (const root of higherRoots(objects, trees, cwd)) {
    const found = score(objects, trees, changes, root);
    if (found > bestScore) {
      best = root;
      bestScore = found;
    }
  }
  return best;
}

function treesOf(objects: GitObjects, commits: readonly Oid[]): Oid[] {
  const trees = new Set<Oid>();
  for (const oid of commits) {
    const commit = readCommit(objects, oid);
    if (commit !== null) trees.add(commit.tree);
    if (trees.size >= 8) break;
  }
  return [...trees];
}

/** Parents of `cwd` below which the trees have a folder where `cwd` is. */
function higherRoots(objects: GitObjects, trees: readonly Oid[], cwd: RecordedPath): RecordedPath[] {
  const roots: RecordedPath[] = [];
  const parts = cwd.path.split('/');
  for (let depth = parts.length - 1; depth >= 1; depth--) {
    const inside = parts.slice(depth).join('/');
    if (trees.some((tree) => isFolder(objects, tree, inside))) {
      roots.push({ path: parts.slice(0, depth).join('/') || '/', caseless: cwd.caseless });
    }
  }
  return roots;
}

function isFolder(objects: GitObjects, tree: Oid, path: string): boolean {
  const entry = lookUp(objects, tree, path);
  return entry !== null && (entry.mode & 0o170000) === 0o40000;
}

function score(
  objects: GitObjects,
  trees: readonly Oid[],
  changes: readonly FileChangeEvent[],
  root: RecordedPath,
): number {
  let hits = 0;
  for (const { path, oldPath } of changes) {
    const recorded = normaliseRecordedPath(oldPath ?? path);
    const inside = recorded === null ? null : relativeTo(root, recorded);
    if (inside !== null && inside !== '' && trees.some((tree) => lookUp(objects, tree, inside) !== null)) hits++;
  }
  return hits;
}
