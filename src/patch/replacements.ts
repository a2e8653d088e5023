import { type LineHunk, sameText } from './line-text.js';
import { pairEqualLines } from './pair-lines.js';
import type { PlacedChunk } from './place-chunks.js';

/** A line of the new content. */
export interface NewLine {
  readonly text: string;
  /** The 0-based line before whose text it has, or -1. */
  readonly origin: number;
  /** No replacement touched it: it is line `origin` with its line end. */
  readonly kept: boolean;
}

export interface Replacement {
  /** 0-based line before. */
  readonly start: number;
  /** How many lines go. */
  readonly removed: number;
  readonly lines: readonly NewLine[];
}

/** One replacement for the whole chunk, context included. */
export function wholeReplacement(lines: readonly string[], { start, sides }: PlacedChunk): Replacement {
  const origins = new Array<number>(sides.after.length).fill(-1);
  const removed = sides.before.length;
  let before = start;
  let after = 0;
  const pairGap = (beforeEnd: number, afterEnd: number): void => {
    for (const [b, a] of pairEqualLines(lines, before, beforeEnd, sides.after, after, afterEnd)) origins[a] = b;
  };
  for (const [b, a] of sides.context) {
    // A context line that the patch spells in another way is a changed line like any other.
    if (!sameText(lines[start + b] as string, sides.after[a] as string)) continue;
    pairGap(start + b, a);
    origins[a] = start + b;
    before = start + b + 1;
    after = a + 1;
  }
  pairGap(start + removed, sides.after.length);
  return { start, removed, lines: sides.after.map((text, i) => ({ text, origin: origins[i] as number, kept: false })) };
}

/** A replacement for each run of lines between context lines. */
export function gapReplacements(lines: readonly string[], { start, sides }: PlacedChunk): Replacement[] {
  const replacements: Replacement[] = [];
  let before = 0;
  let after = 0;
  const close = (beforeEnd: number, afterEnd: number): void => {
    if (beforeEnd === before && afterEnd === after) return;
    const origins = new Map<number, number>();
    for (const [b, a] of pairEqualLines(lines, start + before, start + beforeEnd, sides.after, after, afterEnd))
      origins.set(a, b);
    const written = sides.after.slice(after, afterEnd);
    replacements.push({
      start: start + before,
      removed: beforeEnd - before,
      lines: written.map((text, i) => ({ text, origin: origins.get(after + i) ?? -1, kept: false })),
    });
  };
  for (const [b, a] of sides.context) {
    close(b, a);
    before = b + 1;
    after = a + 1;
  }
  close(sides.before.length, sides.after.length);
  return replacements;
}

/** Whether one of the replacements, sorted by their start, begins inside the one before it. */
export function overlap(replacements: readonly Replacement[]): boolean {
  let end = 0;
  return replacements.some(({ start, removed }) => {
    const inside = start < end;
    end = start + removed;
    return inside;
  });
}

/** @param replacements sorted by their start, without overlap. */
export function mergeReplacements(lines: readonly string[], replacements: readonly Replacement[]): NewLine[] {
  const after: NewLine[] = [];
  let next = 0;
  const keepUntil = (end: number): void => {
    for (; next < end; next++) after.push({ text: lines[next] as string, origin: next, kept: true });
  };
  for (const replacement of replacements) {
    keepUntil(replacement.start);
    for (const line of replacement.lines) after.push(line);
    next = replacement.start + replacement.removed;
  }
  keepUntil(lines.length);
  return after;
}

/**
 * The new content, made of pieces of the text before: a large file is not put together line by line.
 *
 * @param text whose `lines` they are; each ends in `\n`, the last one may lack it.
 * @param replacements sorted by their start, without overlap.
 */
export function replaceInText(text: string, lines: readonly string[], replacements: readonly Replacement[]): string {
  let after = '';
  let next = 0;
  let offset = 0;
  for (const { start, removed, lines: written } of replacements) {
    const from = offset;
    for (; next < start; next++) offset += (lines[next] as string).length + 1;
    after += ended(text.slice(from, offset));
    for (const line of written) after += `${line.text}\n`;
    for (; next < start + removed; next++) offset += (lines[next] as string).length + 1;
  }
  return after + ended(text.slice(offset));
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * What replacements change, ascending, never touching.
 *
 * @param count of the lines before.
 */
export function hunksOfReplacements(count: number, replacements: readonly Replacement[]): LineHunk[] {
  const hunks: LineHunk[] = [];
  let beforeStart = 0;
  let afterStart = 0;
  /** `length` lines from here on are the same. */
  const keep = (before: number, after: number, length: number): void => {
    if (before > beforeStart || after > afterStart) {
      hunks.push({ beforeStart, beforeEnd: before, afterStart, afterEnd: after });
    }
    beforeStart = before + length;
    afterStart = after + length;
  };
  let next = 0;
  let after = 0;
  const keepUntil = (end: number): void => {
    if (end > next) keep(next, after, end - next);
    after += end - next;
    next = end;
  };
  for (const { start, removed, lines } of replacements) {
    keepUntil(start);
    for (const { origin } of lines) {
      if (origin !== -1) keep(origin, after, 1);
      after++;
    }
    next = start + removed;
  }
  keepUntil(count);
  keep(count, after, 0);
  return hunks;
}

/** Bottom up, as Codex does: for replacements that overlap, where the order tells. Origins mean nothing then. */
export function spliceReplacements(lines: readonly string[], replacements: readonly Replacement[]): NewLine[] {
  let after: NewLine[] = lines.map((text) => ({ text, origin: -1, kept: true }));
  for (const { start, removed, lines: written } of replacements.toReversed()) {
    after = [...after.slice(0, start), ...written, ...after.slice(start + removed)];
  }
  return after;
}
