import type { Commit } from '../../git/git-objects.js';

interface Waiting {
  readonly commit: Commit;
  readonly order: number;
}

/** Commits, the newest (or oldest) first; of the same second, the one that was put in first. */
export class CommitQueue {
  readonly #heap: Waiting[] = [];
  readonly #sign: 1 | -1;
  #order = 0;

  constructor(first: 'newest' | 'oldest') {
    this.#sign = first === 'newest' ? 1 : -1;
  }

  put(commit: Commit): void {
    const heap = this.#heap;
    const item = { commit, order: this.#order++ };
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Waiting;
      if (!this.#isBefore(item, above)) break;
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
      if (right !== undefined && this.#isBefore(right, heap[child] as Waiting)) child++;
      const below = heap[child];
      if (below === undefined || !this.#isBefore(below, item)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = item;
    return first.commit;
  }

  #isBefore(a: Waiting, b: Waiting): boolean {
    const difference = this.#sign * (b.commit.committer.time - a.commit.committer.time);
    return difference === 0 ? a.order < b.order : difference < 0;
  }
}
