import type { GitObjects, Oid, TreeEntry } from './git-objects.js';
import { LruCache } from './lru-cache.js';
import { MODE_TREE, openTree } from './tree-entries.js';

/** Trees remembered for each folder on the way. */
const REMEMBERED = 4096;

interface Level {
  readonly name: Buffer;
  readonly known: LruCache<Oid, TreeEntry | null>;
}

/** One path in many trees: each distinct tree on the way is searched once. */
export class PathLookup {
  readonly path: string;
  readonly #objects: GitObjects;
  readonly #levels: readonly Level[];

  /** @param path relative to the root, `/` inside; empty: the tree itself */
  constructor(objects: GitObjects, path: string) {
    this.path = path;
    this.#objects = objects;
    this.#levels = (path === '' ? [] : path.split('/')).map((name) => ({
      name: Buffer.from(name, 'utf8'),
      known: new LruCache(REMEMBERED),
    }));
  }

  /**
   * @param tree id of a root tree
   * @returns what stands at the path (also a tree), or null
   * @throws AiBlameError OBJECT_MISSING where a tree on the way is not stored, OBJECT_CORRUPT
   */
  find(tree: Oid): TreeEntry | null {
    let entry: TreeEntry | null = { mode: MODE_TREE, oid: tree };
    for (const level of this.#levels) {
      if (entry === null || entry.mode !== MODE_TREE) {
        return null;
      }
      const { oid }: TreeEntry = entry;
      const known = level.known.get(oid);
      entry = known === undefined ? search(this.#objects, oid, level.name) : known;
      if (known === undefined) {
        level.known.set(oid, entry);
      }
    }
    return entry;
  }
}

/** @returns what stands at `path` of a tree (also a tree), or null. @throws as `PathLookup.find` */
export function lookUp(objects: GitObjects, tree: Oid, path: string): TreeEntry | null {
  let entry: TreeEntry | null = { mode: MODE_TREE, oid: tree };
  for (const name of path === '' ? [] : path.split('/')) {
    if (entry === null || entry.mode !== MODE_TREE) {
      return null;
    }
    entry = search(objects, entry.oid, Buffer.from(name, 'utf8'));
  }
  return entry;
}

function search(objects: GitObjects, tree: Oid, name: Buffer): TreeEntry | null {
  const cursor = openTree(objects, tree);
  while (cursor.next()) {
    if (cursor.nameIs(name)) {
      return cursor.entry;
    }
  }
  return null;
}
