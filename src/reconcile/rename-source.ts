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
  const gone = diffTrees(objects, older, newer).filter(
    (change) => change.after === null && change.before !== null && (change.before.mode & 0o170000) === 0o100000,
  );
  const same = gone.find((change) => change.before?.oid === blob);
  if (same !== undefined) return same.path;
  if (gone.length === 0 || gone.length > MOST_CANDIDATES) return null;
  const content = objects.read(blob)?.data;
  if (content === undefined || content.length === 0 || content.length > LARGEST_COMPARED) return null;
  const lines = countLines(content);
  let best: string | null = null;
  let bestScore = LEAST_SIMILARITY;
  for (const change of gone) {
    const other = change.before === null ? null : objects.read(change.before.oid);
    if (other === null || other.data.length === 0 || other.data.length > LARGEST_COMPARED) continue;
    const score = commonBytes(lines, other.data) / Math.max(content.length, other.data.length);
    if (score >= bestScore && (best === null || score > bestScore)) {
      best = change.path;
      bestScore = score;
    }
  }
  return best;
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
