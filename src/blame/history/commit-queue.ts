import type { Commit } from '../../git/git-objects.js';

interface Waiting {
  readonly commit: Commit;
  readonly order: number;
}

/** Commits, the newest first; of the same second, the one that was put in first. */
export class CommitQueue {
  readonly #heap: Waiting[] = [];
  #order = 0;

  put(commit: Commit): void {
    const heap = this.#heap;
    const item = { commit, order: this.#order++ };
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Waiting;
      if (!isBefore(item, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  take(): Commit | null {
    const heap = this.#heap;
    const first = heap[0];
    const item = heap.pop();
    if (first === undefined || item === undefined) return null;
    if (heap.length === 0) return first.commit;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Waiting)) child++;
      const below = heap[child];
      if (below === undefined || !isBefore(below, item)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = item;
    return first.commit;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  const difference = b.commit.committer.time - a.commit.committer.time;
  return difference === 0 ? a.order < b.order : difference < 0;
}
