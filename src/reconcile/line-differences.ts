import type { Hunk } from '../diff/hunk.js';
import { contentHunks, type LineCounts, type StepOfLine } from './chain.js';
import type { Content } from './draft-edit.js';

/** Lines that one content has and the other has not; a missing file is a line further from any content. */
export function distance(a: Content, b: Buffer | null): number {
  if (a === undefined) return Number.POSITIVE_INFINITY;
  const lines = contentHunks(a, b).reduce(
    (sum, hunk) => sum + hunk.afterEnd - hunk.afterStart + hunk.beforeEnd - hunk.beforeStart,
    0,
  );
  return lines + ((a === null) === (b === null) ? 0 : 1);
}

/** What of a difference is not explained: lines of no known step, and what was removed where no known line came in its place. */
export function unexplained(hunks: readonly Hunk[], stepOf: StepOfLine): LineCounts {
  let added = 0;
  let removed = 0;
  for (const hunk of hunks) {
    let unknown = 0;
    for (let line = hunk.afterStart; line < hunk.afterEnd; line++) if (stepOf(line) === null) unknown++;
    added += unknown;
    if (unknown > 0 || hunk.afterEnd === hunk.afterStart) removed += hunk.beforeEnd - hunk.beforeStart;
  }
  return { added, removed };
}
