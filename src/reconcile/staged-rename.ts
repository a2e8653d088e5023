import { readCommit } from '../git/commits.js';
import { readIndex } from '../git/index-file.js';
import { hashObject } from '../git/oid.js';
import type { Repository } from '../git/repository.js';
import { lookUp, walkTree } from '../git/trees.js';
import { readWorkTreeFile } from '../git/work-tree-content.js';
import { type GoneFile, isFile, mostSimilar } from './rename-source.js';

/**
 * The name that a file of the work tree has in HEAD, where it was renamed with git (`git mv`) and that is not committed yet.
 *
 * @param content of the file, in the form that git stores.
 * @returns null where HEAD has the file by this name, or it was not renamed, or the index does not know it.
 */
export function stagedRename(repository: Repository, path: string, content: Buffer): string | null {
  const { objects, gitDir } = repository;
  const head = repository.head().commit;
  const tree = head === null ? undefined : readCommit(objects, head)?.tree;
  if (tree === undefined || lookUp(objects, tree, path) !== null) return null;
  const staged = new Set(readIndex(gitDir, objects.hash).map((entry) => entry.path));
  if (!staged.has(path)) return null;
  const gone: GoneFile[] = [];
  for (const { path: old, entry } of walkTree(objects, tree)) {
    if (isFile(entry.mode) && !staged.has(old) && readWorkTreeFile(repository, old).kind === 'missing') {
      gone.push({ path: old, oid: entry.oid });
    }
  }
  return mostSimilar(objects, gone, hashObject(objects.hash, 'blob', content), () => content);
}
