import type { GitObjects, Oid, TreeChange, TreeEntry } from '../../git/git-objects.js';
import { MAX_SCORE, Similarity } from './similarity.js';

/** Limits of git's rename detection: half alike, or three quarters with the same name (git 2.39, diffcore-rename.c). */
const MINIMUM = MAX_SCORE / 2;
const MINIMUM_SAME_NAME = (MAX_SCORE * 3) / 4;
const CANDIDATES = 4;
const MAX_IDENTICAL = 100;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

interface Source {
  readonly path: string;
  readonly entry: TreeEntry;
}

interface Candidate {
  readonly source: Source;
  readonly score: number;
  readonly sameName: boolean;
}

/**
 * Finds the deleted file that a created one was before, as git does for a single path.
 * @param changes all paths that differ between the two commits, in the order of the paths.
 * @param target the created file.
 * @param unreadable told of blobs that are not stored.
 */
export function findRenameSource(
  objects: GitObjects,
  changes: readonly TreeChange[],
  path: string,
  target: TreeEntry,
  unreadable: (oid: Oid) => void,
): Source | null {
  const sources: Source[] = [];
  for (const change of changes) {
    if (change.before !== null && change.after === null) sources.push({ path: change.path, entry: change.before });
  }
  if (sources.length === 0) return null;
  const identical = findIdentical(sources, path, target);
  if (identical !== null || !isRegular(target)) return identical;
  const content = objects.read(target.oid);
  if (content === null) return null;
  const similarity = new Similarity(content.data);
  const score = (source: Source, minimum: number): number => {
    if (!isRegular(source.entry)) return 0;
    const blob = objects.read(source.entry.oid);
    if (blob === null) unreadable(source.entry.oid);
    return blob === null ? 0 : similarity.score(blob.data, minimum);
  };
  const name = nameOf(path);
  const sameName = sources.filter((source) => nameOf(source.path) === name);
  const [only] = sameName;
  if (only !== undefined && sameName.length === 1 && score(only, MINIMUM_SAME_NAME) >= MINIMUM_SAME_NAME) return only;
  const best = bestOf(
    sources.map((source) => ({ source, score: score(source, MINIMUM), sameName: nameOf(source.path) === name })),
  );
  return best !== null && best.score >= MINIMUM ? best.source : null;
}

/** A deleted file with the same content; one with the same name first. */
function findIdentical(sources: readonly Source[], path: string, target: TreeEntry): Source | null {
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
