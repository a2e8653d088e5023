import { peelTag, readCommit } from './commits.js';
import type { GitObjects, Oid } from './git-objects.js';
import type { Repository } from './repository.js';

/** Seconds by which a commit's clock may be behind that of one that was made before it. */
const CLOCK_SKEW = 86_400;

/** Tells whether some tips (what refs name) lead to a commit. Walks only as far back in time as what is asked about. */
export class Reachability {
  readonly #objects: GitObjects;
  readonly #seen: Set<Oid>;
  /** Seen, but older than anything asked so far: their parents were not looked at. */
  #pending: Oid[];

  /** @param tips ids of commits; those of other objects, and commits that are not stored, lead nowhere. */
  constructor(objects: GitObjects, tips: Iterable<Oid>) {
    this.#objects = objects;
    this.#pending = [...new Set(tips)];
    this.#seen = new Set(this.#pending);
  }

  has(commit: Oid): boolean {
    if (this.#seen.has(commit)) return true;
    const asked = readCommit(this.#objects, commit);
    if (asked === null) return false;
    this.#walk(asked.committer.time - CLOCK_SKEW);
    return this.#seen.has(commit);
  }

  #walk(since: number): void {
    const open = this.#pending;
    this.#pending = [];
    for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
      const commit = readCommit(this.#objects, oid);
      if (commit === null) continue;
      if (commit.committer.time < since) {
        this.#pending.push(oid);
        continue;
      }
      for (const parent of commit.parents) {
        if (!this.#seen.has(parent)) {
          this.#seen.add(parent);
          open.push(parent);
        }
      }
    }
  }
}

/** What the repository's refs, and HEAD, lead to. */
export function reachableFromRefs(repository: Repository): Reachability {
  const { objects } = repository;
  const tips = [...repository.refs().values(), repository.head().commit];
  return new Reachability(
    objects,
    tips.flatMap((tip) => (tip === null ? [] : (peelTag(objects, tip) ?? []))),
  );
}
