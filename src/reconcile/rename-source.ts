import type { GitObjects, Oid } from '../git/git-objects.js';
import { diffTrees } from '../git/trees.js';

/** As git: a file is the other's continuation from half of its content on (`diff.renames`, 50 %). */
const LEAST_SIMILARITY = 0.5;
/** As git's `diff.renameLimit` guards it: beyond this many deleted files only equal content counts. */
const MOST_CANDIDATES = 400;
const LARGEST_COMPARED = 4 << 20;

/**
 * Finds what a file of the newer tree was before: one that went away between the two trees and whose content is the
 * same, or the most similar one.
 *
 * @param blob the file's id in `newer`.
 * @returns its path in `older`, or null.
 */
export function findRenameSource(objects: GitObjects, older: Oid, newer: Oid, blob: Oid): string | null {
  const gone = diffTrees(objects, older, newer).flatMap(({ path, before, after }) =>
    after === null && before !== null && isFile(before.mode) ? [{ path, oid: before.oid }] : [],
  );
  return mostSimilar(objects, gone, blob, () => objects.read(blob)?.data);
}

/** A file that is there no more. */
export interface GoneFile {
  readonly path: string;
  readonly oid: Oid;
}

/** The path of the gone file that has the same content, else of the most similar one; null where none is similar enough. */
export function mostSimilar(
  objects: GitObjects,
  gone: readonly GoneFile[],
  blob: Oid,
  read: () => Buffer | undefined,
): string | null {
  const same = gone.find(({ oid }) => oid === blob);
  if (same !== undefined) return same.path;
  if (gone.length === 0 || gone.length > MOST_CANDIDATES) return null;
  const content = read();
  if (content === undefined || content.length === 0 || content.length > LARGEST_COMPARED) return null;
  const lines = countLines(content);
  let best: string | null = null;
  let bestScore = LEAST_SIMILARITY;
  for (const { path, oid } of gone) {
    const other = objects.read(oid);
    if (other === null || other.data.length === 0 || other.data.length > LARGEST_COMPARED) continue;
    const score = commonBytes(lines, other.data) / Math.max(content.length, other.data.length);
    if (score >= bestScore && (best === null || score > bestScore)) {
      best = path;
      bestScore = score;
    }
  }
  return best;
}

export function isFile(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

function countLines(content: Buffer): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of content.toString('latin1').split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

function commonBytes(lines: ReadonlyMap<string, number>, other: Buffer): number {
  const left = new Map(lines);
  let bytes = 0;
  for (const line of other.toString('latin1').split('\n')) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    bytes += line.length + 1;
  }
  return bytes;
}
