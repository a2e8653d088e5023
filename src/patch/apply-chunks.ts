import type { Buffer } from 'node:buffer';
import type { PatchChunk, PatchDialect } from '../model/agent-event.js';
import type { LineHunk } from './line-text.js';
import { bareText, decodeContent, encodeContent, splitLines } from './line-text.js';
import { hunksOfOrigins, pairEqualLines } from './pair-lines.js';
import { placeChunks } from './place-chunks.js';
import {
  gapReplacements,
  hunksOfReplacements,
  mergeReplacements,
  overlap,
  type Replacement,
  replaceInText,
  spliceReplacements,
  wholeReplacement,
} from './replacements.js';
import type { Fuzz } from './seek-lines.js';

export type AppliedChunks =
  | {
      readonly ok: true;
      /** The file's bytes after the patch. */
      readonly content: Buffer;
      /**
       * What changed, ascending, never touching. Lines are compared without their line ends: a line that only got or lost a
       * carriage return, or the `\n` at the end of the file, is in no hunk although its bytes differ.
       */
      readonly hunks: readonly LineHunk[];
      /** The loosest comparison that a chunk or an anchor needed. */
      readonly fuzz: Fuzz;
    }
  | {
      readonly ok: false;
      readonly reason: 'not_utf8' | 'too_large' | 'anchor_not_found' | 'lines_not_found' | 'overlap';
      /** Index of the chunk; null where it is about the file. */
      readonly chunk: number | null;
    };

/** Overlapping replacements are made one by one, each at the cost of the whole file. Real patches hardly ever have them. */
const MAX_OVERLAPPING = 100;

/**
 * Applies the chunks of one `Update File` hunk exactly as the writer's version of Codex did (formats/codex.md, 11.3 and 16.19).
 *
 * @param content the file before; a string stands for its UTF-8 bytes.
 */
export function applyChunks(
  content: Buffer | string,
  chunks: readonly PatchChunk[],
  dialect: PatchDialect,
): AppliedChunks {
  const decoded = decodeContent(content);
  if ('reason' in decoded) return { ok: false, reason: decoded.reason, chunk: null };
  return dialect === 'rewrite-context' ? rewriting(decoded.text, chunks) : keeping(decoded.text, chunks);
}

/** Up to 0.161: lines are split at `\n` only, the patch's spelling of context lines is written, all written lines end in `\n`. */
function rewriting(text: string, chunks: readonly PatchChunk[]): AppliedChunks {
  const lines = splitLines(text);
  const placement = placeChunks(lines, chunks, 'rewrite-context');
  if (!placement.ok) return placement;
  const replacements = placement.placed.map((chunk) => wholeReplacement(lines, chunk));
  replacements.sort((a, b) => a.start - b.start);
  const overlaps = overlap(replacements);
  if (overlaps && replacements.length > MAX_OVERLAPPING) return { ok: false, reason: 'overlap', chunk: null };
  if (overlaps) return overlapping(lines, replacements, placement.fuzz);
  const after = replaceInText(text, lines, replacements);
  // Codex takes a blank last line for the piece behind the final `\n`, and so drops it.
  const dropped = after === '\n' || after.endsWith('\n\n');
  return {
    ok: true,
    content: encodeContent(dropped ? after.slice(0, -1) : after),
    hunks: dropped ? hunksWithoutLast(lines, replacements) : hunksOfReplacements(lines.length, replacements),
    fuzz: placement.fuzz,
  };
}

function hunksWithoutLast(lines: readonly string[], replacements: readonly Replacement[]): LineHunk[] {
  const origins = mergeReplacements(lines, replacements).map(({ origin }) => origin);
  return hunksOfOrigins(origins.slice(0, -1), lines.length);
}

function overlapping(lines: readonly string[], replacements: readonly Replacement[], fuzz: Fuzz): AppliedChunks {
  const after = spliceReplacements(lines, replacements).map(({ text }) => text);
  if (after.at(-1) === '') after.pop();
  return {
    ok: true,
    content: encodeContent(after.length === 0 ? '' : `${after.join('\n')}\n`),
    hunks: hunksOfOrigins(originsByText(lines, after), lines.length),
    fuzz,
  };
}

/** From 0.163: context lines stay as they are, written lines end as the file's first line does. */
function keeping(text: string, chunks: readonly PatchChunk[]): AppliedChunks {
  const raw = splitLines(text);
  const ended = text.endsWith('\n');
  // A carriage return without `\n` behind it belongs to the last line's text.
  const isCrlf = (line: string, index: number): boolean => line.endsWith('\r') && (ended || index < raw.length - 1);
  const lines = raw.map((line, index) => (isCrlf(line, index) ? bareText(line) : line));
  const placement = placeChunks(lines, chunks, 'keep-context');
  if (!placement.ok) return placement;
  const replacements = placement.placed.flatMap((chunk) => gapReplacements(lines, chunk));
  replacements.sort((a, b) => a.start - b.start);
  if (overlap(replacements)) return { ok: false, reason: 'overlap', chunk: null };
  const after = mergeReplacements(lines, replacements);
  const preferred = isCrlf(raw[0] ?? '', 0) ? '\r\n' : '\n';
  const parts: string[] = [];
  for (const line of after) {
    const terminated = ended || line.origin < raw.length - 1;
    if (line.kept && terminated) parts.push(raw[line.origin] as string, '\n');
    else parts.push(line.text, preferred);
  }
  const origins = after.map((line) => line.origin);
  return {
    ok: true,
    content: encodeContent(parts.join('')),
    hunks: hunksOfOrigins(origins, lines.length),
    fuzz: placement.fuzz,
  };
}

function originsByText(before: readonly string[], after: readonly string[]): number[] {
  const origins = new Array<number>(after.length).fill(-1);
  for (const [b, a] of pairEqualLines(before, 0, before.length, after, 0, after.length)) origins[a] = b;
  return origins;
}
