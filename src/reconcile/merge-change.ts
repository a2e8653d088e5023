import type { Hunk } from '../diff/hunk.js';
import { splitLines } from '../diff/lines.js';
import { contentHunks, sameLines } from './chain.js';
import type { Content } from './draft-edit.js';

/**
 * What a file is after git changed it from `older` to `newer`, where the work tree held `ours`: `newer` if that was `older`; else
 * the changes that touch nothing of what differs, as git merges them (a pull with a stash around it; lines of an agent that no
 * snapshot had seen when they were committed).
 *
 * @returns undefined where that cannot be told.
 */
export function mergeChange(older: Buffer | null, ours: Content, newer: Buffer | null): Content {
  if (ours === undefined || sameLines(ours, older)) return ours === undefined ? undefined : newer;
  if (older === null || newer === null || ours === null) return sameLines(ours, newer) ? newer : undefined;
  const differing = contentHunks(older, ours);
  const from = splitLines(newer);
  const to = splitLines(ours);
  const parts: Buffer[] = [];
  let at = 0;
  for (const hunk of contentHunks(older, newer)) {
    if (differing.some((other) => touches(hunk, other))) continue;
    const shift = shiftBefore(differing, hunk.beforeStart);
    parts.push(ours.subarray(to.starts[at], to.starts[hunk.beforeStart + shift]));
    parts.push(newer.subarray(from.starts[hunk.afterStart], from.starts[hunk.afterEnd]));
    at = hunk.beforeEnd + shift;
  }
  parts.push(ours.subarray(to.starts[at]));
  return Buffer.concat(parts);
}

/** Changes side by side are a conflict too, as for git. */
function touches(a: Hunk, b: Hunk): boolean {
  return a.beforeStart <= b.beforeEnd && b.beforeStart <= a.beforeEnd;
}

/** How far the lines before `line` moved by the changes above it. */
function shiftBefore(hunks: readonly Hunk[], line: number): number {
  let shift = 0;
  for (const hunk of hunks) {
    if (hunk.beforeEnd > line) break;
    shift = hunk.afterEnd - hunk.beforeEnd;
  }
  return shift;
}
