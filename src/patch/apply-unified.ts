import type { Buffer } from 'node:buffer';
import type { PatchChunk } from '../model/agent-event.js';
import type { LineHunk } from './line-text.js';
import { bareText, decodeContent, encodeContent, splitLines } from './line-text.js';
import type { ChunkLocation } from './locate-chunks.js';
import { locateResults } from './locate-chunks.js';
import { hunksOfOrigins, pairEqualLines } from './pair-lines.js';
import type { UnifiedHunk, UnifiedLine } from './parse-unified.js';
import { parseUnified } from './parse-unified.js';

export type AppliedUnified =
  | {
      readonly ok: true;
      readonly content: Buffer;
      /** As for `applyChunks`: line ends do not count. */
      readonly hunks: readonly LineHunk[];
      /**
       * `exact`: every context and removed line stood there byte for byte. `adapted`: some differed in carriage returns (a
       * checkout with other line ends than git's blob); added lines then end as the content's first line does.
       */
      readonly lineEnds: 'exact' | 'adapted';
    }
  | {
      readonly ok: false;
      /** `bad_diff`: not a readable diff. `mismatch`: the content has other lines at the given places. */
      readonly reason: 'not_utf8' | 'too_large' | 'bad_diff' | 'mismatch';
      /** Index of the hunk; null where it is about the whole. */
      readonly hunk: number | null;
    };

/**
 * Applies a unified diff (formats/codex.md, 11.5) at the places that it gives, after comparing every context and removed line.
 * Nothing is searched for.
 */
export function applyUnified(content: Buffer | string, diff: string): AppliedUnified {
  const parsed = parseUnified(diff);
  if (!parsed.ok) return { ok: false, reason: 'bad_diff', hunk: null };
  return applyHunks(content, parsed.hunks);
}

/** The content before a unified diff, from the content after it: the diff applied backwards, as strictly. */
export function reverseUnified(content: Buffer | string, diff: string): AppliedUnified {
  const parsed = parseUnified(diff);
  if (!parsed.ok) return { ok: false, reason: 'bad_diff', hunk: null };
  const reversed = applyHunks(content, parsed.hunks.map(reverseHunk));
  if (!reversed.ok) return reversed;
  const hunks = reversed.hunks.map((hunk) => ({
    beforeStart: hunk.afterStart,
    beforeEnd: hunk.afterEnd,
    afterStart: hunk.beforeStart,
    afterEnd: hunk.beforeEnd,
  }));
  return { ...reversed, hunks };
}

/**
 * As `locateResults` for the hunks of a unified diff. Where a block has several places, the one next to the line that the diff
 * gives comes first; it stays undecided.
 *
 * @returns one location for each hunk, or null where the diff cannot be read.
 */
export function locateUnified(lines: readonly string[], diff: string): ChunkLocation[] | null {
  const parsed = parseUnified(diff);
  if (!parsed.ok) return null;
  const chunks = parsed.hunks.map((hunk): PatchChunk => ({ anchor: null, lines: hunk.lines, endOfFile: false }));
  return locateResults(lines, chunks).map((location, i) => nearestFirst(location, parsed.hunks[i] as UnifiedHunk));
}

function nearestFirst(location: ChunkLocation, { newStart }: UnifiedHunk): ChunkLocation {
  const first = location.blocks[0];
  if (first === undefined || location.blocks.length === 1) return location;
  const distance = (start: number): number => Math.abs(start - newStart);
  const blocks = location.blocks.toSorted((a, b) => distance(a.start) - distance(b.start));
  const move = (blocks[0]?.start ?? first.start) - first.start;
  const runs = location.runs.map((run) => ({ ...run, start: run.start + move, end: run.end + move }));
  return { ...location, blocks, runs };
}

function reverseHunk(hunk: UnifiedHunk): UnifiedHunk {
  const swapped = { ' ': ' ', '-': '+', '+': '-' } as const;
  return {
    oldStart: hunk.newStart,
    oldLines: hunk.newLines,
    newStart: hunk.oldStart,
    newLines: hunk.oldLines,
    lines: hunk.lines.map((line) => ({ ...line, op: swapped[line.op] })),
  };
}

/** A line of the new content. `origin`: the 0-based line before that it is, or -1. */
interface OutLine {
  readonly text: string;
  readonly ended: boolean;
  readonly origin: number;
}

function applyHunks(content: Buffer | string, hunks: readonly UnifiedHunk[]): AppliedUnified {
  const decoded = decodeContent(content);
  if ('reason' in decoded) return { ok: false, reason: decoded.reason, hunk: null };
  const lines = splitLines(decoded.text);
  const ended = decoded.text.endsWith('\n');
  const isEnded = (line: number): boolean => ended || line < lines.length - 1;
  const exact = compareLines(lines, isEnded, hunks);
  if (typeof exact === 'number') return { ok: false, reason: 'mismatch', hunk: exact };
  const ending = lines[0]?.endsWith('\r') ? '\r' : '';
  const out: OutLine[] = [];
  let next = 0;
  const keepUntil = (end: number): void => {
    for (; next < end; next++) out.push({ text: lines[next] as string, ended: isEnded(next), origin: next });
  };
  for (const hunk of hunks) {
    keepUntil(hunk.oldStart);
    for (const group of groupsOf(hunk.lines)) {
      const context = group[0]?.op === ' ';
      const added = group.filter((line) => line.op === '+');
      const removed = group.length - added.length;
      if (context) {
        keepUntil(next + group.length);
        continue;
      }
      const texts = added.map((line) => (exact === 'exact' ? line.text : bareText(line.text) + ending));
      const origins = new Map<number, number>();
      for (const [b, a] of pairEqualLines(lines, next, next + removed, texts, 0, texts.length)) origins.set(a, b);
      added.forEach((line, i) => {
        out.push({ text: texts[i] as string, ended: !line.noNewline, origin: origins.get(i) ?? -1 });
      });
      next += removed;
    }
  }
  keepUntil(lines.length);
  // Only the last line may lack its end; a diff that says otherwise contradicts itself or the content.
  if (out.slice(0, -1).some((line) => !line.ended)) return { ok: false, reason: 'mismatch', hunk: hunks.length - 1 };
  const text = out.map((line) => (line.ended ? `${line.text}\n` : line.text)).join('');
  const origins = out.map((line) => line.origin);
  return { ok: true, content: encodeContent(text), hunks: hunksOfOrigins(origins, lines.length), lineEnds: exact };
}

/** @returns how the old lines of all hunks stand in the content, or the index of the first hunk whose lines do not. */
function compareLines(
  lines: readonly string[],
  isEnded: (line: number) => boolean,
  hunks: readonly UnifiedHunk[],
): 'exact' | 'adapted' | number {
  let result: 'exact' | 'adapted' = 'exact';
  for (const [index, hunk] of hunks.entries()) {
    if (hunk.oldStart > lines.length) return index;
    let at = hunk.oldStart;
    for (const line of hunk.lines) {
      if (line.op === '+') continue;
      const stands = lines[at];
      if (stands === undefined || isEnded(at) === line.noNewline) return index;
      if (stands !== line.text) {
        if (bareText(stands) !== bareText(line.text)) return index;
        result = 'adapted';
      }
      at++;
    }
  }
  return result;
}

/** Runs of context lines, and runs of changed lines. */
function groupsOf(lines: readonly UnifiedLine[]): UnifiedLine[][] {
  const groups: UnifiedLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last !== undefined && (last[0]?.op === ' ') === (line.op === ' ')) last.push(line);
    else groups.push([line]);
  }
  return groups;
}
