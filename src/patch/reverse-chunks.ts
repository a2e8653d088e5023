import type { Buffer } from 'node:buffer';
import type { PatchChunk, PatchDialect } from '../model/agent-event.js';
import { applyChunks } from './apply-chunks.js';
import type { BlockPlaces } from './blocks-in-order.js';
import { choicesInOrder } from './blocks-in-order.js';
import type { ChunkSides } from './chunk-sides.js';
import { chunkSides, withoutFinalEmptyLine } from './chunk-sides.js';
import type { LineHunk } from './line-text.js';
import { bareText, decodeContent, encodeContent, splitLines } from './line-text.js';
import type { Fuzz } from './seek-lines.js';
import { LineSeeker } from './seek-lines.js';

export type ReversedChunks =
  | {
      readonly ok: true;
      /** The content before the patch. */
      readonly content: Buffer;
      /** As `applyChunks` gives them for that content. */
      readonly hunks: readonly LineHunk[];
      readonly fuzz: Fuzz;
      /** Whether there was one more line, a blank one, at the end: up to 0.161 Codex drops such a line, so nothing tells of it. */
      readonly finalBlankLine: 'none' | 'unknown';
    }
  | {
      readonly ok: false;
      /**
       * `not_found`: the result of a chunk does not stand in the content. `nothing_to_find`: a chunk leaves no line that could be
       * found. `ambiguous`: several contents could have been there before. `not_reproduced`: the patch applied to what would have
       * been there gives another content.
       */
      readonly reason: 'not_utf8' | 'too_large' | 'not_found' | 'nothing_to_find' | 'ambiguous' | 'not_reproduced';
      readonly chunk: number | null;
    };

/** More places of one block, or more ways to combine them, count as ambiguous. */
const MAX_PLACES = 16;
const MAX_CHOICES = 16;

/**
 * The content that a patch was applied to, from the content right after it.
 *
 * The answer is checked: applying the chunks to it gives `content` byte for byte, and no other choice of places does. What the
 * patch does not tell is assumed: removed lines were spelled as in the patch and end as the lines around do, context lines were
 * spelled as they are now, and the file ended in `\n`. So a patch that applied by fuzz is taken back to a base that differs from
 * the true one in blanks or typographic characters of the lines that it touched.
 */
export function reverseChunks(
  content: Buffer | string,
  chunks: readonly PatchChunk[],
  dialect: PatchDialect,
): ReversedChunks {
  const decoded = decodeContent(content);
  if ('reason' in decoded) return { ok: false, reason: decoded.reason, chunk: null };
  const raw = splitLines(decoded.text);
  const found = findBlocks(raw.map(bareText), chunks);
  if ('reason' in found) return { ok: false, ...found };
  const choices = choicesInOrder(found.blocks, MAX_CHOICES);
  if (choices === null) return { ok: false, reason: 'ambiguous', chunk: null };
  const after = encodeContent(decoded.text);
  const answers = new Map<string, ReversedChunks & { ok: true }>();
  for (const starts of choices) {
    const base = contentBefore(raw, found, starts);
    const applied = applyChunks(base, chunks, dialect);
    if (!applied.ok || !applied.content.equals(after)) continue;
    const longer = dialect === 'rewrite-context' ? applyChunks(`${base}\n`, chunks, dialect) : null;
    const finalBlankLine = longer?.ok && longer.content.equals(after) ? 'unknown' : 'none';
    const { hunks, fuzz } = applied;
    answers.set(base, { ok: true, content: encodeContent(base), hunks, fuzz, finalBlankLine });
  }
  const [answer] = answers.values();
  if (answer === undefined) return { ok: false, reason: 'not_reproduced', chunk: null };
  return answers.size === 1 ? answer : { ok: false, reason: 'ambiguous', chunk: null };
}

interface FoundBlocks {
  readonly blocks: readonly BlockPlaces[];
  /** One for each of `blocks`. */
  readonly sides: readonly ChunkSides[];
  /** Lines from here on were added at the end of the file. */
  readonly end: number;
}

function findBlocks(
  lines: readonly string[],
  chunks: readonly PatchChunk[],
): FoundBlocks | { reason: 'not_found' | 'nothing_to_find' | 'ambiguous'; chunk: number } {
  const all = chunks.map(chunkSides);
  let end = lines.length;
  for (const [chunk, { before, after }] of [...all.entries()].reverse()) {
    if (before.length > 0) continue;
    end -= after.length;
    if (end < 0 || after.some((line, i) => lines[end + i] !== bareText(line))) return { reason: 'not_found', chunk };
  }
  const seeker = new LineSeeker(lines.slice(0, end));
  const blocks: BlockPlaces[] = [];
  const sides: ChunkSides[] = [];
  for (const [chunk, whole] of all.entries()) {
    if (whole.before.length === 0) continue;
    let side = whole;
    let places = seeker.all(side.after, MAX_PLACES + 1);
    const shorter = places.length === 0 ? withoutFinalEmptyLine(whole) : null;
    if (shorter !== null) {
      side = shorter;
      places = seeker.all(side.after, MAX_PLACES + 1);
    }
    if (side.after.length === 0) return { reason: 'nothing_to_find', chunk };
    if (places.length === 0) return { reason: 'not_found', chunk };
    if (places.length > MAX_PLACES) return { reason: 'ambiguous', chunk };
    blocks.push({ places, length: side.after.length });
    sides.push(side);
  }
  return { blocks, sides, end };
}

function contentBefore(raw: readonly string[], { sides, end }: FoundBlocks, starts: readonly number[]): string {
  const before: string[] = [];
  // A line outside of the first block: up to 0.161 the lines of a block have lost their carriage return.
  const untouched = starts[0] === 0 ? raw[sides[0]?.after.length ?? 0] : undefined;
  const carriageReturn = (untouched ?? raw[0])?.endsWith('\r') ? '\r' : '';
  let next = 0;
  for (const [i, start] of starts.entries()) {
    const side = sides[i] as ChunkSides;
    for (; next < start; next++) before.push(raw[next] as string);
    const contextAt = new Map(side.context);
    side.before.forEach((line, place) => {
      const now = contextAt.get(place);
      before.push(now === undefined ? bareText(line) + carriageReturn : (raw[start + now] as string));
    });
    next = start + side.after.length;
  }
  for (; next < end; next++) before.push(raw[next] as string);
  return before.length === 0 ? '' : `${before.join('\n')}\n`;
}
