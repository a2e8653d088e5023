import { AiBlameError } from '../errors.js';
import type { GitObjects, Oid, TreeEntry } from '../git/git-objects.js';
import { diffTrees, lookUp } from '../git/trees.js';

/** More changes than this are not kept: the trees are then looked into one by one. */
const MOST_CHANGES = 2_000_000;

interface Change {
  /** Number of the first tree that has it. */
  readonly at: number;
  readonly entry: TreeEntry | null;
}

/**
 * A row of trees, and where each path changes along it. Successive trees are compared once; what stands at a path of any of them
 * then follows without reading: for questions about many paths.
 */
export class TreeRow {
  readonly #objects: GitObjects;
  readonly #first: Oid;
  readonly #numbers = new Map<Oid, number>();
  readonly #changes = new Map<string, Change[]>();
  /** What the first tree has at the path that was asked about last. */
  #begin: { readonly path: string; readonly entry: TreeEntry | null } | null = null;

  private constructor(objects: GitObjects, first: Oid) {
    this.#objects = objects;
    this.#first = first;
    this.#numbers.set(first, 0);
  }

  /** @returns null where there is no tree, one of them is not stored, or they have little in common. */
  static of(objects: GitObjects, trees: readonly Oid[]): TreeRow | null {
    const [first, ...others] = trees;
    if (first === undefined) return null;
    const row = new TreeRow(objects, first);
    let last = first;
    let count = 0;
    try {
      // The first tree is not compared with anything: it has to be there all the same.
      lookUp(objects, first, 'a');
      for (const tree of others) {
        if (row.#numbers.has(tree)) continue;
        const at = row.#numbers.size;
        const changes = diffTrees(objects, last, tree);
        count += changes.length;
        if (count > MOST_CHANGES) return null;
        for (const { path, after } of changes) row.#add(path, { at, entry: after });
        row.#numbers.set(tree, at);
        last = tree;
      }
    } catch (error) {
      if (error instanceof AiBlameError && error.code === 'OBJECT_MISSING') return null;
      throw error;
    }
    return row;
  }

  #add(path: string, change: Change): void {
    const known = this.#changes.get(path);
    if (known === undefined) this.#changes.set(path, [change]);
    else known.push(change);
  }

  /**
   * @returns the file, link or submodule at `path` of a tree, null where there is none; undefined where the tree is not in the row.
   * @throws AiBlameError OBJECT_MISSING.
   */
  entry(tree: Oid, path: string): TreeEntry | null | undefined {
    const number = this.#numbers.get(tree);
    if (number === undefined) return undefined;
    const changes = this.#changes.get(path) ?? [];
    let low = 0;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((changes[middle] as Change).at <= number) low = middle + 1;
      else high = middle;
    }
    const change = changes[low - 1];
    return change === undefined ? this.#atBegin(path) : change.entry;
  }

  /** Number of a tree: of those that differ, in their order; undefined where it is not in the row. */
  numberOf(tree: Oid): number | undefined {
    return this.#numbers.get(tree);
  }

  /** Numbers of the trees that have something else at a path than the tree before, ascending. */
  changesOf(path: string): number[] {
    return (this.#changes.get(path) ?? []).map(({ at }) => at);
  }

  #atBegin(path: string): TreeEntry | null {
    if (this.#begin?.path !== path) this.#begin = { path, entry: lookUp(this.#objects, this.#first, path) };
    return this.#begin.entry;
  }
}
