import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { walkTree } from '../git/trees.js';
import { didYouMean } from './did-you-mean.js';

/**
 * The file of a commit that a name which is none was probably meant to be: one of nearly that name in the same folder, else the only one of
 * that name elsewhere.
 * @param named as it was written, `path` from the top of the work tree.
 * @returns as it would have to be written in the same place; null: nothing is near.
 */
export function nearFile(repository: Repository, commit: Oid, path: string, named: string): string | null {
  const tree = readCommit(repository.objects, commit)?.tree;
  if (tree === undefined || !path.endsWith(named)) return null;
  const before = path.slice(0, path.length - named.length);
  const [folder, name] = split(path);
  const beside: string[] = [];
  const elsewhere: string[] = [];
  for (const { path: other } of walkTree(repository.objects, tree)) {
    if (!other.startsWith(before)) continue;
    const [itsFolder, itsName] = split(other);
    if (itsFolder === folder) beside.push(itsName);
    else if (itsName === name) elsewhere.push(other);
  }
  const meant = didYouMean(name, beside);
  const [only, ...others] = meant === null ? elsewhere : [folder + meant];
  return only === undefined || others.length > 0 ? null : only.slice(before.length);
}

function split(path: string): [folder: string, name: string] {
  const end = path.lastIndexOf('/') + 1;
  return [path.slice(0, end), path.slice(end)];
}
