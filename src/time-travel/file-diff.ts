import { diffLines } from '../diff/diff-lines.js';
import type { Hunk } from '../diff/hunk.js';
import { Lines, splitLines } from '../diff/lines.js';
import { hashObject } from '../git/oid.js';
import type { EditAction } from '../model/edit-record.js';
import type { DiffHunk, DiffLine, FileDiff } from '../model/time-travel.js';
import { CONTEXT, grouped } from './grouped-changes.js';

/** One side of a comparison. `content` null: the file is not there. */
export interface FileSide {
  readonly path: string;
  readonly content: Buffer | null;
  /** As in trees. */
  readonly mode: number;
  /** The edit that wrote a line (from 0); null: no agent's, or not known. */
  readonly editOf: (line: number) => string | null;
}

export interface DiffChoice {
  /** Also what is too large. */
  readonly force: boolean;
  /** Binary contents are told whole. */
  readonly wholeBinaries: boolean;
  /** The edit that took a line (from 0) of the old side away. */
  readonly removedBy: (line: number) => string | null;
}

/** Larger contents are counted only (formats/time-travel.md, 20). */
const MOST_BYTES = 4_000_000;
const NOTHING = new Lines(Buffer.alloc(0));

export function isTooLarge(content: Buffer): boolean {
  return content.length > MOST_BYTES;
}

/** git's rule: a NUL among the first 8,000 bytes (git `xdiff-interface.c`, `buffer_is_binary`). */
export function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** How a file differs between two states; null where it does not. */
export function fileDiff(
  before: FileSide,
  after: FileSide,
  hash: 'sha1' | 'sha256',
  choice: DiffChoice,
): FileDiff | null {
  const { content: old } = before;
  const { content: young } = after;
  const isRenamed = old !== null && young !== null && before.path !== after.path;
  const isSame = old === young || (old !== null && young !== null && old.equals(young));
  if (isSame && !isRenamed) return null;
  const idOf = (content: Buffer | null): string | null => (content === null ? null : hashObject(hash, 'blob', content));
  const action: EditAction = isRenamed ? 'rename' : old === null ? 'create' : young === null ? 'delete' : 'modify';
  const base = {
    path: young === null ? before.path : after.path,
    previousPath: isRenamed ? before.path : null,
    action,
    mode: young === null ? before.mode : after.mode,
    before: idOf(old),
    after: idOf(young),
  };
  const sides = [old, young].filter((side) => side !== null);
  const isLarge = sides.some(isTooLarge);
  const similarity = isSame ? 100 : 0;
  if (isSame) return { ...base, similarity, bytes: null, added: 0, removed: 0, hunks: [] };
  if (sides.some(isBinary) || (isLarge && !choice.force)) {
    const isTold = choice.force || (choice.wholeBinaries && !isLarge);
    const bytes = isTold ? { before: old, after: young } : 'withheld';
    return { ...base, similarity, bytes, added: null, removed: null, hunks: [] };
  }
  const a = old === null ? NOTHING : splitLines(old);
  const b = young === null ? NOTHING : splitLines(young);
  const changes = diffLines(a, b);
  const hunks = grouped(changes).map((group) => hunkOf(group, a, b, before.editOf, after.editOf, choice.removedBy));
  return {
    ...base,
    similarity: similarityOf(a, b, changes),
    bytes: null,
    added: changes.reduce((sum, { afterStart, afterEnd }) => sum + afterEnd - afterStart, 0),
    removed: changes.reduce((sum, { beforeStart, beforeEnd }) => sum + beforeEnd - beforeStart, 0),
    hunks,
  };
}

function hunkOf(
  group: readonly Hunk[],
  a: Lines,
  b: Lines,
  oldEdit: (line: number) => string | null,
  newEdit: (line: number) => string | null,
  removedBy: (line: number) => string | null,
): DiffHunk {
  const [first, last] = [group[0] as Hunk, group.at(-1) as Hunk];
  const lead = Math.min(CONTEXT, first.beforeStart);
  const trail = Math.min(CONTEXT, a.count - last.beforeEnd);
  const lines: DiffLine[] = [];
  const [beforeFrom, afterFrom] = [first.beforeStart - lead, first.afterStart - lead];
  let at = beforeFrom;
  let to = afterFrom;
  // Copies: a line that is told must not hold the whole content.
  const young = (op: ' ' | '+'): DiffLine => {
    return { op, bytes: Buffer.from(b.bytesOf(to)), edit: newEdit(to), removedBy: null };
  };
  const context = (end: number): void => {
    for (; at < end; at++, to++) lines.push(young(' '));
  };
  for (const { beforeStart, beforeEnd, afterEnd } of group) {
    context(beforeStart);
    for (; at < beforeEnd; at++) {
      lines.push({ op: '-', bytes: Buffer.from(a.bytesOf(at)), edit: oldEdit(at), removedBy: removedBy(at) });
    }
    for (; to < afterEnd; to++) lines.push(young('+'));
  }
  context(last.beforeEnd + trail);
  const [beforeCount, afterCount] = [at - beforeFrom, to - afterFrom];
  return {
    beforeStart: beforeCount === 0 ? beforeFrom : beforeFrom + 1,
    beforeCount,
    afterStart: afterCount === 0 ? afterFrom : afterFrom + 1,
    afterCount,
    lines,
  };
}

/** Percent of the larger content that stands in both, rounded down, as git tells it of a rename. */
function similarityOf(a: Lines, b: Lines, changes: readonly Hunk[]): number {
  const lost = changes.reduce(
    (sum, { beforeStart, beforeEnd }) => sum + (a.starts[beforeEnd] as number) - (a.starts[beforeStart] as number),
    0,
  );
  const larger = Math.max(a.bytes.length, b.bytes.length);
  return larger === 0 ? 100 : Math.floor(((a.bytes.length - lost) * 100) / larger);
}
