import type { FileChain } from '../blame/see-through/see-through.js';
import { splitLines } from '../diff/lines.js';
import { readCommit } from '../git/commits.js';
import type { Oid } from '../git/git-objects.js';
import type { Repository } from '../git/repository.js';
import { blobIn } from './file-content.js';

/**
 * The versions of a file that lead from what it was in a commit's first parent to what it is in the commit: whoever made them,
 * they are that commit's work. None for a commit of which either content was never seen.
 */
export function versionsOfCommits(
  repository: Repository,
  { chain, plan }: FileChain,
  path: string,
  commits: ReadonlySet<Oid>,
): ReadonlySet<number> {
  const versions = new Set<number>();
  const names = [...new Set([path, plan.last, ...plan.names])];
  for (const oid of commits) {
    const parent = readCommit(repository.objects, oid)?.parents[0];
    const after = parent === undefined ? null : firstBlob(repository, oid, names);
    const before = parent === undefined ? null : firstBlob(repository, parent, names);
    if (after === null || before === null || after === before) continue;
    const old = repository.objects.read(before)?.data;
    const young = repository.objects.read(after)?.data;
    if (old === undefined || young === undefined) continue;
    const [oldCount, youngCount] = [splitLines(old).count, splitLines(young).count];
    let start: number | null = null;
    for (let version = 0; version < chain.weave.versionCount; version++) {
      if (isAt(version, old, oldCount)) start = version;
      else if (start !== null && isAt(version, young, youngCount)) {
        for (let between = start + 1; between <= version; between++) versions.add(between);
        start = null;
      }
    }
  }
  return versions;

  function isAt(version: number, content: Buffer, lines: number): boolean {
    const { weave } = chain;
    return weave.lineCountAt(version) === lines && !weave.isAbsentAt(version) && weave.textAt(version).equals(content);
  }
}

function firstBlob(repository: Repository, commit: Oid, names: readonly string[]): Oid | null {
  for (const name of names) {
    const blob = blobIn(repository, commit, name);
    if (blob !== null) return blob;
  }
  return null;
}
