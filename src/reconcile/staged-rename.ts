import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
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
  const { objects } = repository;
  const head = repository.head().commit;
  const tree = head === null ? undefined : readCommit(objects, head)?.tree;
  if (tree === undefined || lookUp(objects, tree, path) !== null) return null;
  const { staged, gone } = stagedChanges(repository, tree);
  const blob = staged.get(path);
  if (blob === undefined) return null;
  // `git mv` stages what HEAD had by the old name, whatever the work tree holds by now.
  const moved = mostSimilar(objects, gone, blob, () => objects.read(blob)?.data);
  return moved ?? mostSimilar(objects, gone, hashObject(objects.hash, 'blob', content), () => content);
}

interface StagedChanges {
  /** Ids of the contents that the index has. */
  readonly staged: ReadonlyMap<string, Oid>;
  /** Files of HEAD that neither the index nor the work tree has any more. */
  readonly gone: readonly GoneFile[];
}

/** Asked for file after file of one run. */
const known = new WeakMap<Repository, StagedChanges>();

function stagedChanges(repository: Repository, tree: Oid): StagedChanges {
  const remembered = known.get(repository);
  if (remembered !== undefined) return remembered;
  const { objects, gitDir } = repository;
  const staged = new Map(readIndex(gitDir, objects.hash).map((entry) => [entry.path, entry.oid]));
  const gone: GoneFile[] = [];
  for (const { path, entry } of walkTree(objects, tree)) {
    if (isFile(entry.mode) && !staged.has(path) && readWorkTreeFile(repository, path).kind === 'missing') {
      gone.push({ path, oid: entry.oid });
    }
  }
  const changes = { staged, gone };
  known.set(repository, changes);
  return changes;
}
