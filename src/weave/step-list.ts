import type { Hunk } from '../diff/hunk.js';

/** What one version changed in the one before: which of its lines went, and which new entries came in their place. */
export interface VersionStep {
  /** Who made the version. */
  readonly origin: number;
  readonly isAbsent: boolean;
  readonly lineCount: number;
  /** Entries that the version inserted: from this one on, in the order of their lines. */
  readonly firstEntry: number;
  /** Ascending hunks as flat numbers, four to a hunk: beforeStart, beforeEnd, afterStart, afterEnd. */
  readonly hunks: Int32Array;
}

export function flatten(hunks: readonly Hunk[]): Int32Array {
  const flat = new Int32Array(hunks.length * 4);
  hunks.forEach((hunk, i) => {
    flat.set([hunk.beforeStart, hunk.beforeEnd, hunk.afterStart, hunk.afterEnd], i * 4);
  });
  return flat;
}

export function hunkAt(flat: Int32Array, index: number): Hunk {
  const at = index * 4;
  return {
    beforeStart: flat[at] as number,
    beforeEnd: flat[at + 1] as number,
    afterStart: flat[at + 2] as number,
    afterEnd: flat[at + 3] as number,
  };
}

/** Entries of the version that `step` made out of one with entries `before`. */
export function stepForward(before: Int32Array, step: VersionStep): Int32Array {
  const after = new Int32Array(step.lineCount);
  let from = 0;
  let at = 0;
  let entry = step.firstEntry;
  const { hunks } = step;
  for (let i = 0; i < hunks.length; i += 4) {
    const start = hunks[i] as number;
    after.set(before.subarray(from, start), at);
    at += start - from;
    from = hunks[i + 1] as number;
    for (const end = hunks[i + 3] as number; at < end; at++) after[at] = entry++;
  }
  after.set(before.subarray(from), at);
  return after;
}
