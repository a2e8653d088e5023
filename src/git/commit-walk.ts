import { readCommit } from './commits.js';
import type { Commit, GitObjects, Oid } from './git-objects.js';

/** Commits from which others are reached: the commits themselves and all that they come from, as far as they are stored. */
export function reachableFrom(objects: GitObjects, starts: Iterable<Oid>, options: WalkOptions = {}): Commit[] {
  const { without = new Set<Oid>(), firstParent = false } = options;
  const seen = new Set(without);
  const found: Commit[] = [];
  const open = [...starts];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    const commit = readCommit(objects, oid);
    if (commit === null) continue;
    found.push(commit);
    open.push(...(firstParent ? commit.parents.slice(0, 1) : commit.parents));
  }
  return found;
}

export interface WalkOptions {
  /** Neither these, nor what only they lead to. */
  readonly without?: ReadonlySet<Oid>;
  readonly firstParent?: boolean;
}

/**
 * What came after each commit, up to one of them.
 * @param last the commits up to which; nothing that came after them.
 * @param without commits that are not looked into; those right behind them are named as what came after them.
 * @returns of each commit its children, those whose clock tells the earlier time first.
 */
export function childrenUpTo(objects: GitObjects, last: Oid, options: WalkOptions): Map<Oid, Oid[]> {
  const { firstParent = false } = options;
  const children = new Map<Oid, Oid[]>();
  const commits = reachableFrom(objects, [last], options).sort((a, b) => a.committer.time - b.committer.time);
  for (const { oid, parents } of commits) {
    for (const parent of firstParent ? parents.slice(0, 1) : parents) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [oid]);
      else if (!known.includes(oid)) known.push(oid);
    }
  }
  return children;
}
