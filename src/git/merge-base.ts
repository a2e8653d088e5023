import { readCommit } from './commits.js';
import type { GitObjects, Oid } from './git-objects.js';

const OF_FIRST = 1;
const OF_SECOND = 2;
/** Behind a common ancestor that was found: its own ancestors are common as well, and none of them is nearer. */
const STALE = 4;
const BOTH = OF_FIRST | OF_SECOND;

/**
 * The nearest common ancestor of two commits, as `git merge-base`: of several that are no ancestors of each other, the newest.
 * @returns null where they have none that is stored.
 * @throws AiBlameError OBJECT_CORRUPT
 */
export function mergeBase(objects: GitObjects, first: Oid, second: Oid): Oid | null {
  if (first === second) return first;
  const found = commonAncestors(objects, first, second);
  const [only = null] = found;
  if (found.length < 2) return only;
  // A commit whose clock was wrong can be found before one of its descendants.
  const best = found.filter((one) => !found.some((other) => other !== one && isAncestor(objects, one, other)));
  return best[0] ?? only;
}

/** The newest first. */
function commonAncestors(objects: GitObjects, first: Oid, second: Oid): Oid[] {
  const flags = new Map<Oid, number>([
    [first, OF_FIRST],
    [second, OF_SECOND],
  ]);
  const open: { readonly oid: Oid; readonly time: number }[] = [];
  const push = (oid: Oid): void => {
    const time = readCommit(objects, oid)?.committer.time;
    if (time === undefined) return;
    // Sorted by time, the newest last; of equal ones what came first goes first.
    let at = open.length;
    while (at > 0 && (open[at - 1]?.time ?? 0) >= time) at--;
    open.splice(at, 0, { oid, time });
  };
  push(first);
  push(second);
  const found: Oid[] = [];
  while (open.some(({ oid }) => ((flags.get(oid) ?? 0) & STALE) === 0)) {
    const { oid } = open.pop() as { oid: Oid };
    let own = (flags.get(oid) ?? 0) & (BOTH | STALE);
    if (own === BOTH) {
      if (!found.includes(oid)) found.push(oid);
      own |= STALE;
    }
    for (const parent of readCommit(objects, oid)?.parents ?? []) {
      const known = flags.get(parent) ?? 0;
      if ((known & own) === own) continue;
      flags.set(parent, known | own);
      push(parent);
    }
  }
  return found.filter((oid) => ((flags.get(oid) ?? 0) & STALE) === 0);
}

function isAncestor(objects: GitObjects, older: Oid, newer: Oid): boolean {
  const seen = new Set([newer]);
  const open = [newer];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    for (const parent of readCommit(objects, oid)?.parents ?? []) {
      if (parent === older) return true;
      if (!seen.has(parent)) {
        seen.add(parent);
        open.push(parent);
      }
    }
  }
  return false;
}
