import type { PatchChunk, PatchDialect } from '../model/agent-event.js';
import type { ChunkSides } from './chunk-sides.js';
import { chunkSides, withoutFinalEmptyLine } from './chunk-sides.js';
import type { Fuzz } from './seek-lines.js';
import { LineSeeker } from './seek-lines.js';

/** Where Codex puts one chunk: `sides.before` stands, more or less, at line `start` of the file. */
export interface PlacedChunk {
  /** 0-based. For a pure addition: the line before which it is inserted. */
  readonly start: number;
  readonly sides: ChunkSides;
}

export type Placement =
  | { readonly ok: true; readonly placed: readonly PlacedChunk[]; readonly fuzz: Fuzz }
  | { readonly ok: false; readonly reason: 'anchor_not_found' | 'lines_not_found'; readonly chunk: number };

/**
 * Places chunks in a file as Codex does (formats/codex.md, 11.3; openai/codex `apply-patch/src/lib.rs` and `file_update.rs`,
 * `compute_replacements`).
 *
 * @param lines of the file as that version splits it (see `applyChunks`).
 */
export function placeChunks(lines: readonly string[], chunks: readonly PatchChunk[], dialect: PatchDialect): Placement {
  const seeker = new LineSeeker(lines);
  const placed: PlacedChunk[] = [];
  let position = 0;
  let fuzz: Fuzz = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (chunk.anchor !== null) {
      const anchor = seeker.seek([chunk.anchor], position, false);
      if (anchor === null) return { ok: false, reason: 'anchor_not_found', chunk: index };
      position = anchor.index + 1;
      fuzz = looser(fuzz, anchor.fuzz);
    }
    let sides = chunkSides(chunk);
    if (sides.before.length === 0) {
      placed.push({ start: endOfAdditions(lines, dialect), sides });
      continue;
    }
    let found = seeker.seek(sides.before, position, chunk.endOfFile);
    const shorter = found === null ? withoutFinalEmptyLine(sides) : null;
    if (shorter !== null) {
      sides = shorter;
      found = seeker.seek(sides.before, position, chunk.endOfFile);
    }
    if (found === null) return { ok: false, reason: 'lines_not_found', chunk: index };
    placed.push({ start: found.index, sides });
    position = found.index + sides.before.length;
    fuzz = looser(fuzz, found.fuzz);
  }
  return { ok: true, placed, fuzz };
}

/** Up to 0.161 an addition goes before a final blank line, later after it. */
function endOfAdditions(lines: readonly string[], dialect: PatchDialect): number {
  return dialect === 'rewrite-context' && lines.at(-1) === '' ? lines.length - 1 : lines.length;
}

function looser(a: Fuzz, b: Fuzz): Fuzz {
  return a > b ? a : b;
}
