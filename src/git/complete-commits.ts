import { AiBlameError } from '../errors.js';
import { readCommit } from './commits.js';
import type { GitObjects, Oid } from './git-objects.js';
import { openTree } from './tree-entries.js';

const MODE_GITLINK = 0o160000;

/** Tells whether all that a commit needs is stored. Commits share most of their trees: each object is looked at once. */
export class CompleteCommits {
  readonly #objects: GitObjects;
  readonly #isSound: (commit: Oid) => boolean;
  readonly #whole = new Set<Oid>();

  /** @param isSound commits that need not be looked at, nor anything before them: those that refs lead to. */
  constructor(objects: GitObjects, isSound: (commit: Oid) => boolean) {
    this.#objects = objects;
    this.#isSound = isSound;
  }

  has(commit: Oid): boolean {
    const found: Oid[] = [];
    const open = [commit];
    for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
      if (this.#whole.has(oid) || this.#isSound(oid)) continue;
      const read = readCommit(this.#objects, oid);
      if (read === null || !this.#hasTree(read.tree)) return false;
      found.push(oid);
      open.push(...read.parents);
    }
    for (const oid of found) this.#whole.add(oid);
    return true;
  }

  #hasTree(root: Oid): boolean {
    // What is found counts for later trees only once all below it is found too.
    const found: Oid[] = [];
    const open = [root];
    for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
      if (this.#whole.has(tree)) continue;
      const cursor = this.#open(tree);
      if (cursor === null) return false;
      found.push(tree);
      while (cursor.next()) {
        const { oid, mode } = cursor.entry;
        if (cursor.isTree) open.push(oid);
        else if (mode !== MODE_GITLINK && !this.#whole.has(oid)) {
          if (!this.#objects.has(oid)) return false;
          this.#whole.add(oid);
        }
      }
    }
    for (const tree of found) this.#whole.add(tree);
    return true;
  }

  #open(tree: Oid): ReturnType<typeof openTree> | null {
    try {
      return openTree(this.#objects, tree);
    } catch (error) {
      if (error instanceof AiBlameError && error.code === 'OBJECT_MISSING') return null;
      throw error;
    }
  }
}
