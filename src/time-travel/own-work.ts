import { diffLines } from '../diff/diff-lines.js';
import { Lines, splitLines } from '../diff/lines.js';

/** A change of a file, by the content that it led to; null: the file was not there any more. */
export interface Change {
  readonly content: Buffer | null;
  /** The edit, where it is of those whose work is looked for; null: it is another's. */
  readonly own: string | null;
  /** The edit that wrote a line (from 0) of the content; null: no agent's, or not known. */
  readonly editOf: (line: number) => string | null;
}

/** What a file would hold had only the own changes been made. */
export interface OwnWork {
  readonly content: Buffer | null;
  /** The edit that wrote a line (from 0) of it. */
  readonly editOf: (line: number) => string | null;
  /** The own edit that took a line (from 0) of the content before away; null: none did. */
  readonly removedBy: (line: number) => string | null;
}

interface Line {
  /** As it would be had only the own changes been made. */
  bytes: Buffer;
  readonly edit: string | null;
  /** Its place in the content before all changes, from 0; null: a change brought it. */
  readonly old: number | null;
  /** Whether the file has it now, and whether it would had only the own changes been made. */
  isThere: boolean;
  isLeft: boolean;
}

const LF = 10;
const NOTHING = new Lines(Buffer.alloc(0));

/**
 * Takes what others did out of a row of changes: the lines that they brought are left out, those that they took away stay. Where an own
 * change replaced a line of theirs, what it put there is kept.
 * @param before what the file held before all changes, and who wrote its lines; null: it was not there.
 * @param changes in order; those of others make, delete and rename no file.
 */
export function ownWork(before: Pick<Change, 'content' | 'editOf'>, changes: readonly Change[]): OwnWork {
  const removed = new Map<number, string>();
  let lines = linesOf(before.content);
  let merged = brought(lines, 0, lines.count, before.editOf, true).map((line, old): Line => ({ ...line, old }));
  let { content } = before;
  for (const change of changes) {
    const young = linesOf(change.content);
    merged = afterChange(merged, lines, young, change, removed);
    lines = young;
    if (change.own !== null) content = change.content;
  }
  const left = merged.filter(({ isLeft }) => isLeft);
  return {
    content: content === null ? null : joined(left),
    editOf: (line) => left[line]?.edit ?? null,
    removedBy: (line) => removed.get(line) ?? null,
  };
}

function afterChange(
  merged: readonly Line[],
  old: Lines,
  young: Lines,
  { own, editOf }: Change,
  removed: Map<number, string>,
): Line[] {
  const next: Line[] = [];
  let from = 0;
  let at = 0;
  const passed = (): Line | null => {
    const line = merged[from++] as Line;
    next.push(line);
    if (!line.isThere) return null;
    at++;
    return line;
  };
  const takenBy = ({ old }: Line): void => {
    if (own !== null && old !== null) removed.set(old, own);
  };
  /** Goes on to a line (from 0) that the file has: nothing but the ends of those before it can have changed. */
  const goTo = (end: number, shift: number): void => {
    while (at < end) {
      const line = passed();
      if (line === null || own === null) continue;
      const bytes = young.bytesOf(at - 1 + shift);
      if (bytes.equals(old.bytesOf(at - 1))) continue;
      line.bytes = bytes;
      takenBy(line);
    }
  };
  let shift = 0;
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of diffLines(old, young, { ignoreLineEnds: true })) {
    goTo(beforeStart, shift);
    while (at < beforeEnd) {
      const line = passed();
      if (line === null) continue;
      line.isThere = false;
      if (own === null || !line.isLeft) continue;
      line.isLeft = false;
      takenBy(line);
    }
    next.push(...brought(young, afterStart, afterEnd, editOf, own !== null));
    shift = afterEnd - beforeEnd;
  }
  goTo(old.count, shift);
  next.push(...merged.slice(from));
  return next;
}

function brought(lines: Lines, from: number, to: number, editOf: Change['editOf'], isLeft: boolean): Line[] {
  return Array.from({ length: to - from }, (_, n) => ({
    bytes: lines.bytesOf(from + n),
    edit: editOf(from + n),
    old: null,
    isThere: true,
    isLeft,
  }));
}

function linesOf(content: Buffer | null): Lines {
  return content === null ? NOTHING : splitLines(content);
}

/** A line without an end that is not the last one any more gets one. */
function joined(lines: readonly Line[]): Buffer {
  return Buffer.concat(
    lines.flatMap(({ bytes }, n) =>
      n === lines.length - 1 || bytes.at(-1) === LF ? [bytes] : [bytes, Buffer.from('\n')],
    ),
  );
}
