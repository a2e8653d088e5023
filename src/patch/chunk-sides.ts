import type { PatchChunk } from '../model/agent-event.js';
import { pairEqualLines } from './pair-lines.js';

/** A chunk as two blocks of lines. */
export interface ChunkSides {
  /** Context and removed lines. */
  readonly before: readonly string[];
  /** Context and added lines. */
  readonly after: readonly string[];
  /** Places of each context line in `before` and `after`, ascending. */
  readonly context: readonly (readonly [number, number])[];
}

export function chunkSides(chunk: PatchChunk): ChunkSides {
  const before: string[] = [];
  const after: string[] = [];
  const context: [number, number][] = [];
  for (const { op, text } of chunk.lines) {
    if (op === ' ') context.push([before.length, after.length]);
    if (op !== '+') before.push(text);
    if (op !== '-') after.push(text);
  }
  return { before, after, context };
}

/**
 * The sides without the empty line that stands for the end of the file (formats/codex.md, 11.3, step 5), or null where the chunk
 * does not end in one.
 */
export function withoutFinalEmptyLine(sides: ChunkSides): ChunkSides | null {
  if (sides.before.at(-1) !== '') return null;
  const before = sides.before.slice(0, -1);
  const after = sides.after.at(-1) === '' ? sides.after.slice(0, -1) : sides.after;
  const context = sides.context.filter(([b, a]) => b < before.length && a < after.length);
  return { before, after, context };
}

/**
 * The runs of lines of `sides.after` that the chunk brings in: `+` lines without those that only put a `-` line of the same group
 * back. 0-based places in `sides.after`, half-open, ascending.
 */
export function addedRuns({ before, after, context }: ChunkSides): { start: number; end: number }[] {
  const known = new Set<number>();
  let b = 0;
  let a = 0;
  for (const [nextB, nextA] of [...context, [before.length, after.length] as const]) {
    for (const [, place] of pairEqualLines(before, b, nextB, after, a, nextA)) known.add(place);
    known.add(nextA);
    b = nextB + 1;
    a = nextA + 1;
  }
  const runs: { start: number; end: number }[] = [];
  for (let place = 0; place < after.length; place++) {
    if (known.has(place)) continue;
    const last = runs.at(-1);
    if (last?.end === place) last.end++;
    else runs.push({ start: place, end: place + 1 });
  }
  return runs;
}
