import { readCommit } from '../git/commits.js';
import type { GitObjects, Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { lookUp } from '../git/trees.js';
import { isInWorkTree } from '../git/work-tree-presence.js';
import type { AgentEvent, CommandTarget } from '../model/agent-event.js';
import { normaliseRecordedPath, type RecordedPath, relativeTo } from '../reconcile/recorded-path.js';

/**
 * Finds out which folder was the repository's root, where only the session's own directory is recorded and the place no longer
 * exists. The directory itself, or as many levels up as the repository has folders of those names: of these the one under which
 * most of the files lay that the session found there, else most of those lie by now that it created; else one above where another
 * session worked; the deepest where nothing tells.
 *
 * @param cwd where the session worked.
 * @param commits that the session saw (snapshots, HEAD); those not stored are passed over.
 * @param others where other sessions of the repository worked, of which the same is to be found out.
 */
export function deriveRoot(
  repository: Repository,
  cwd: RecordedPath,
  commits: readonly Oid[],
  events: readonly AgentEvent[],
  others: readonly RecordedPath[],
): RecordedPath {
  const { objects, root: place } = repository;
  const trees = treesOf(objects, commits);
  const higher = higherRoots(objects, trees, cwd);
  if (higher.length === 0) return cwd;
  const found = distinct(events.flatMap(pathsFound));
  const created = distinct(events.flatMap(pathsCreated));
  const wasThere = (path: string): boolean => trees.some((tree) => lookUp(objects, tree, path) !== null);
  const head = repository.head().commit;
  const [now] = head === null ? [] : treesOf(objects, [head]);
  const isThere = (path: string): boolean =>
    isInWorkTree(place, path) || (now !== undefined && lookUp(objects, now, path) !== null);
  const ranked = [cwd, ...higher].map(
    (root): Ranked => ({
      root,
      found: countBelow(root, found, wasThere),
      created: countBelow(root, created, isThere),
      used: root === cwd ? 0 : Number(others.some(({ path }) => path === root.path)),
    }),
  );
  return ranked.reduce((best, one) => (isMore(one, best) ? one : best)).root;
}

interface Ranked {
  readonly root: RecordedPath;
  readonly found: number;
  readonly created: number;
  /** 1 where another session worked, else 0. */
  readonly used: number;
}

function isMore(one: Ranked, other: Ranked): boolean {
  if (one.found !== other.found) return one.found > other.found;
  return one.created === other.created ? one.used > other.used : one.created > other.created;
}

/** Files that have to be there before. */
function pathsFound(event: AgentEvent): string[] {
  if (event.kind === 'file_change') return event.op === 'create' ? [] : [event.oldPath ?? event.path];
  if (event.kind !== 'command') return [];
  return event.targets.flatMap(({ path, op }) => (TAKING.has(op) ? [path] : []));
}

const TAKING: ReadonlySet<CommandTarget['op']> = new Set(['edit', 'delete', 'move-from'] as const);

/** Files that are there from then on. */
function pathsCreated(event: AgentEvent): string[] {
  if (event.kind !== 'file_change' && event.kind !== 'command') return [];
  if (event.outcome !== 'applied') return [];
  if (event.kind === 'command') return event.targets.flatMap(({ path, op }) => (TAKING.has(op) ? [] : [path]));
  return event.op === 'create' || event.op === 'rename' ? [event.path] : [];
}

function distinct(paths: readonly string[]): RecordedPath[] {
  return [...new Set(paths)].flatMap((path) => normaliseRecordedPath(path) ?? []);
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

function countBelow(root: RecordedPath, paths: readonly RecordedPath[], has: (inside: string) => boolean): number {
  return paths.filter((path) => {
    const inside = relativeTo(root, path);
    return inside !== null && inside !== '' && has(inside);
  }).length;
}
