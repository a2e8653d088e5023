import type { GitObjects, Oid, TreeEntry } from './git-objects.js';
import { MAX_SCORE, Similarity } from './similarity.js';
import { diffTrees } from './trees.js';

/** Limits of git's rename detection: half alike, or three quarters with the same name (git 2.39, diffcore-rename.c). */
const MINIMUM = MAX_SCORE / 2;
const MINIMUM_SAME_NAME = (MAX_SCORE * 3) / 4;
const CANDIDATES = 4;
const MAX_IDENTICAL = 100;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/** A file that is there no more. */
export interface GoneFile {
  readonly path: string;
  readonly entry: TreeEntry;
}

interface Candidate {
  readonly source: GoneFile;
  readonly score: number;
  readonly sameName: boolean;
}

/**
 * Files that the older tree has and the newer one has not, in the order of their paths.
 * @throws AiBlameError OBJECT_MISSING, OBJECT_CORRUPT
 */
export function goneFiles(objects: GitObjects, older: Oid, newer: Oid): GoneFile[] {
  return diffTrees(objects, older, newer).flatMap(({ path, before, after }) =>
    before !== null && after === null ? [{ path, entry: before }] : [],
  );
}

/**
 * Finds the file that is gone and that a new one was before, as git does for a single path.
 * @param gone in the order of the paths.
 * @param target the new file.
 * @param read the content of an id; null where it is not known, or not to be compared.
 */
export function findRenameSource(
  gone: readonly GoneFile[],
  path: string,
  target: TreeEntry,
  read: (oid: Oid) => Buffer | null,
): GoneFile | null {
  if (gone.length === 0) return null;
  const identical = findIdentical(gone, path, target);
  if (identical !== null || !isRegular(target)) return identical;
  const content = read(target.oid);
  if (content === null) return null;
  const similarity = new Similarity(content);
  const score = (source: GoneFile, minimum: number): number => {
    const other = isRegular(source.entry) ? read(source.entry.oid) : null;
    return other === null ? 0 : similarity.score(other, minimum);
  };
  const name = nameOf(path);
  const sameName = gone.filter((source) => nameOf(source.path) === name);
  const [only] = sameName;
  if (only !== undefined && sameName.length === 1 && score(only, MINIMUM_SAME_NAME) >= MINIMUM_SAME_NAME) return only;
  const best = bestOf(
    gone.map((source) => ({ source, score: score(source, MINIMUM), sameName: nameOf(source.path) === name })),
  );
  return best !== null && best.score >= MINIMUM ? best.source : null;
}

/** A deleted file with the same content; one with the same name first. */
function findIdentical(sources: readonly GoneFile[], path: string, target: TreeEntry): GoneFile | null {
  const equal = sources
    .filter(({ entry }) => entry.oid === target.oid)
    .filter(({ entry }) => (isRegular(entry) && isRegular(target)) || entry.mode === target.mode)
    .slice(0, MAX_IDENTICAL);
  return equal.find((source) => nameOf(source.path) === nameOf(path)) ?? equal[0] ?? null;
}

/** The best candidate. git keeps four and replaces the worst of them; which of equal ones wins depends on that. */
function bestOf(candidates: readonly Candidate[]): Candidate | null {
  const kept: (Candidate | undefined)[] = new Array(CANDIDATES).fill(undefined);
  for (const candidate of candidates) {
    let worst = 0;
    for (let i = 1; i < CANDIDATES; i++) if (compare(kept[i], kept[worst]) > 0) worst = i;
    if (compare(kept[worst], candidate) > 0) kept[worst] = candidate;
  }
  let best: Candidate | null = null;
  for (const candidate of kept) {
    if (candidate !== undefined && (best === null || compare(candidate, best) < 0)) best = candidate;
  }
  return best;
}

/** Negative where `a` is the better one; an empty place is the worst. */
function compare(a: Candidate | undefined, b: Candidate | undefined): number {
  if (a === undefined) return b === undefined ? 0 : 1;
  if (b === undefined) return -1;
  return b.score - a.score || Number(b.sameName) - Number(a.sameName);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isRegular(entry: TreeEntry): boolean {
  return (entry.mode & FILE_TYPE) === REGULAR;
}
