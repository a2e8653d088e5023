import type { GitObjects, Oid, TreeEntry } from '../git/git-objects.js';
import { findRenameSource, type GoneFile } from '../git/rename-source.js';

/** As git's `diff.renameLimit` guards it: beyond this many deleted files only equal content counts. */
const MOST_COMPARED = 400;
const LARGEST_COMPARED = 4 << 20;

/**
 * The name of the gone file that a new one was before, by git's rule; null where there is none. Empty files are nobody's.
 * @param contents of ids that are not stored.
 */
export function likelyRename(
  objects: GitObjects,
  gone: readonly GoneFile[],
  path: string,
  target: TreeEntry,
  contents: ReadonlyMap<Oid, Buffer> = new Map(),
): string | null {
  const files = gone.filter(({ entry }) => isFile(entry.mode));
  const found = findRenameSource(files, path, target, (oid) => {
    if (files.length > MOST_COMPARED) return null;
    const content = contents.get(oid) ?? objects.read(oid)?.data;
    return content === undefined || content.length === 0 || content.length > LARGEST_COMPARED ? null : content;
  });
  return found?.path ?? null;
}

/**
 * Gone files in the order in which one is to be taken where others are just as much like a new one, as a file and its copy are: a line
 * that was committed is then told as that, not as the writing of the turn that made the copy.
 */
export function committedFirst(gone: readonly GoneFile[], isCommitted: (path: string) => boolean): GoneFile[] {
  const committed = new Set(gone.filter(({ path }) => isCommitted(path)));
  return [...committed, ...gone.filter((file) => !committed.has(file))];
}

export function isFile(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}
