import type { Oid } from './git-objects.js';
import type { Repository } from './repository.js';
import { lookUp } from './trees.js';
import { isInWorkTree } from './work-tree-presence.js';

/**
 * Whether a path stands for one whose bytes are no UTF-8: it was read from a tree or the index, and is not to be found again by what was
 * made of it. A path may hold U+FFFD itself, so it is looked for.
 * @param trees where it may lie beside the work tree; null: the empty one.
 */
export function isLossyName({ objects, root }: Repository, trees: readonly (Oid | null)[], path: string): boolean {
  if (!path.includes('\uFFFD') || isInWorkTree(root, path)) return false;
  return trees.every((tree) => tree === null || lookUp(objects, tree, path) === null);
}
