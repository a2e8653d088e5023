import { AiBlameError } from '../errors.js';
import type { GitObjects, Oid, TreeEntry } from './git-objects.js';
import { MAX_TREE_DEPTH, openTree, TreeCursor } from './tree-entries.js';

export { lookUp, PathLookup } from './path-lookup.js';
export { diffTrees } from './tree-diff.js';

/** An entry of one tree, by the name it has there. */
export interface NamedEntry extends TreeEntry {
  readonly name: string;
}

/**
 * @param data raw content of a tree
 * @param idLength bytes of an id: 20 or 32
 * @param tree its id, for messages
 * @throws AiBlameError OBJECT_CORRUPT
 */
export function parseTree(data: Buffer, idLength: 20 | 32, tree: Oid = ''): NamedEntry[] {
  const entries: NamedEntry[] = [];
  const cursor = new TreeCursor(data, idLength, tree);
  while (cursor.next()) {
    entries.push({ name: cursor.name, mode: cursor.mode, oid: cursor.oid });
  }
  return entries;
}

/**
 * Every file, symlink and gitlink of a tree, sorted by the bytes of the path. Stop iterating at any time.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT
 */
export function* walkTree(objects: GitObjects, tree: Oid): Generator<{ path: string; entry: TreeEntry }> {
  const stack: { cursor: TreeCursor; prefix: string }[] = [{ cursor: openTree(objects, tree), prefix: '' }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (!top.cursor.next()) {
      stack.pop();
      continue;
    }
    const path = top.prefix + top.cursor.name;
    if (!top.cursor.isTree) {
      yield { path, entry: top.cursor.entry };
    } else if (stack.length > MAX_TREE_DEPTH) {
      throw new AiBlameError('OBJECT_CORRUPT', `The tree at ${path} is deeper than ${MAX_TREE_DEPTH} levels`);
    } else {
      stack.push({ cursor: openTree(objects, top.cursor.oid), prefix: `${path}/` });
    }
  }
}
