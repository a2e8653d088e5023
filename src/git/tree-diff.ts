import { AiBlameError } from '../errors.js';
import type { GitObjects, Oid, TreeChange, TreeEntry } from './git-objects.js';
import { lookUp } from './path-lookup.js';
import { MAX_TREE_DEPTH, MODE_TREE, openTree, TreeCursor } from './tree-entries.js';

/** More changes than any work tree has files; a crafted tree that names itself many times over must end somewhere. */
const MAX_CHANGES = 5_000_000;

const NOTHING = Buffer.alloc(0);

export interface DiffTreesOptions {
  /** Only this path and what is below it. Relative to the root, `/` inside, no `/` at its ends. */
  readonly under?: string;
}

/**
 * Paths that differ between two trees. Subtrees with equal ids are not read. A file that became a folder is a deletion of the
 * file and the creation of what is in the folder.
 * @param before id of a tree; null: the empty one
 * @returns sorted by the bytes of the path
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT
 */
export function diffTrees(
  objects: GitObjects,
  before: Oid | null,
  after: Oid | null,
  options: DiffTreesOptions = {},
): TreeChange[] {
  const diff = new TreeDiff(objects);
  const { under = '' } = options;
  if (under === '') {
    diff.trees(before, after, '', 0);
    return diff.changes;
  }
  if (before !== after) {
    const old = before === null ? null : lookUp(objects, before, under);
    const now = after === null ? null : lookUp(objects, after, under);
    diff.entries(old, now, under, 0);
  }
  return diff.changes;
}

class TreeDiff {
  readonly changes: TreeChange[] = [];
  readonly #objects: GitObjects;

  constructor(objects: GitObjects) {
    this.#objects = objects;
  }

  /** @param prefix path of both trees, with a `/` at its end unless empty */
  trees(before: Oid | null, after: Oid | null, prefix: string, depth: number): void {
    if (before === after) {
      return;
    }
    if (depth > MAX_TREE_DEPTH) {
      throw new AiBlameError('OBJECT_CORRUPT', `The tree at ${prefix} is deeper than ${MAX_TREE_DEPTH} levels`);
    }
    const a = this.#open(before);
    const b = this.#open(after);
    let inA = a.next();
    let inB = b.next();
    while (inA && inB) {
      const order = compareNames(a, b);
      if (order < 0) {
        this.#one(a.entry, null, prefix + a.name, depth);
        inA = a.next();
      } else if (order > 0) {
        this.#one(null, b.entry, prefix + b.name, depth);
        inB = b.next();
      } else {
        if (a.mode !== b.mode || !sameId(a, b)) {
          this.entries(a.entry, b.entry, prefix + a.name, depth);
        }
        const skipped = equalAhead(a.data, a.end, b.data, b.end, this.#objects.hash === 'sha1' ? 20 : 32);
        inA = a.moveTo(a.end + skipped);
        inB = b.moveTo(b.end + skipped);
      }
    }
    for (; inA; inA = a.next()) {
      this.#one(a.entry, null, prefix + a.name, depth);
    }
    for (; inB; inB = b.next()) {
      this.#one(null, b.entry, prefix + b.name, depth);
    }
  }

  /** Two entries of the same path. */
  entries(before: TreeEntry | null, after: TreeEntry | null, path: string, depth: number): void {
    const old = before?.mode === MODE_TREE;
    const now = after?.mode === MODE_TREE;
    if (old && now) {
      this.trees(before.oid, after.oid, `${path}/`, depth + 1);
    } else if (old || now) {
      // By the bytes of the path, a file comes before what is in the folder of the same name.
      this.#one(old ? null : before, now ? null : after, path, depth);
      this.trees(old ? before.oid : null, now ? after.oid : null, `${path}/`, depth + 1);
    } else if (before?.oid !== after?.oid || before?.mode !== after?.mode) {
      this.#one(before, after, path, depth);
    }
  }

  #one(before: TreeEntry | null, after: TreeEntry | null, path: string, depth: number): void {
    if (before?.mode === MODE_TREE || after?.mode === MODE_TREE) {
      this.entries(before, after, path, depth);
    } else if (before !== null || after !== null) {
      if (this.changes.length >= MAX_CHANGES) {
        throw new AiBlameError('UNREADABLE', `Two trees differ in more than ${MAX_CHANGES} paths`);
      }
      this.changes.push({ path, before, after });
    }
  }

  #open(tree: Oid | null): TreeCursor {
    return tree === null ? new TreeCursor(NOTHING, 20, '') : openTree(this.#objects, tree);
  }
}

/** Order of git: bytes of the names, where a tree's name ends in `/`. A file and a tree of the same name are not equal. */
function compareNames(a: TreeCursor, b: TreeCursor): number {
  const left = a.data;
  const right = b.data;
  let i = a.nameStart;
  let j = b.nameStart;
  while (i < a.nameEnd && j < b.nameEnd) {
    const difference = (left[i++] as number) - (right[j++] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  const leftNext = i < a.nameEnd ? (left[i] as number) : a.isTree ? 0x2f : 0;
  const rightNext = j < b.nameEnd ? (right[j] as number) : b.isTree ? 0x2f : 0;
  return leftNext - rightNext;
}

function sameId(a: TreeCursor, b: TreeCursor): boolean {
  for (let i = a.nameEnd + 1, j = b.nameEnd + 1; i < a.end; i++, j++) {
    if (a.data[i] !== b.data[j]) {
      return false;
    }
  }
  return true;
}

/** Bytes of whole entries that are the same in both trees from here on. */
function equalAhead(a: Buffer, aStart: number, b: Buffer, bStart: number, idLength: number): number {
  let whole = 0;
  let at = 0;
  for (;;) {
    let byte = a[aStart + at];
    while (byte !== undefined && byte !== 0 && byte === b[bStart + at]) {
      byte = a[aStart + ++at];
    }
    if (byte !== 0 || b[bStart + at] !== 0) {
      return whole;
    }
    const end = at + 1 + idLength;
    while (++at < end) {
      if (a[aStart + at] !== b[bStart + at] || a[aStart + at] === undefined) {
        return whole;
      }
    }
    whole = end;
  }
}
