import type { PatchChunk } from '../model/agent-event.js';
import type { BlockPlaces } from './blocks-in-order.js';
import { rangeInOrder } from './blocks-in-order.js';
import type { ChunkSides } from './chunk-sides.js';
import { addedRuns, chunkSides } from './chunk-sides.js';
import { bareText } from './line-text.js';
import { LineSeeker } from './seek-lines.js';

/** Where the result of one chunk stands in a later content. */
export interface ChunkLocation {
  /**
   * `block`: context and added lines stand together. `runs`: only runs of added lines were found, each with as much of its
   * neighbourhood as there still is. `none`: nothing was found, or the chunk adds nothing.
   */
  readonly how: 'block' | 'runs' | 'none';
  /** Only for `block`: the places that it may have, ascending, at most 16. More than one: undecided. */
  readonly blocks: readonly LineRange[];
  /** The runs of added lines that were found, or what later edits left of them; those of the first block. */
  readonly runs: readonly LocatedRun[];
  /** How many of the added lines were not found. */
  readonly missing: number;
}

/** 0-based, half-open. */
interface LineRange {
  readonly start: number;
  readonly end: number;
}

interface LocatedRun extends LineRange {
  /** There is no other place that it could be. */
  readonly unique: boolean;
}

const MAX_PLACES = 16;

/**
 * Looks for what chunks brought in, in a content that came later and whose base is not known.
 *
 * Only exact lines count (line ends aside), and never blank lines or braces alone. Lines that the patch removes and adds again
 * unchanged are not looked for.
 *
 * @param lines of the later content, with or without carriage returns.
 * @returns one location for each chunk. Of several places of a block, those are left that keep the chunks in order.
 */
export function locateResults(lines: readonly string[], chunks: readonly PatchChunk[]): ChunkLocation[] {
  const seeker = new LineSeeker(lines.map(bareText));
  const wanted = chunks.map((chunk) => wantedOf(chunk));
  const found = wanted.map(({ sides, runs }): BlockPlaces => {
    const look = runs.length > 0 && isTelling(sides.after);
    return { places: look ? seeker.all(sides.after, MAX_PLACES + 1) : [], length: sides.after.length };
  });
  const narrowed = narrowByOrder(found);
  const taken = new Set<number>();
  return wanted.map(({ sides, runs }, i) => {
    const places = narrowed[i] as readonly number[];
    return places.length > 0 ? blockLocation(places, sides, runs, taken) : runLocation(seeker, sides, runs, taken);
  });
}

interface Wanted {
  readonly sides: ChunkSides;
  readonly runs: readonly LineRange[];
}

function wantedOf(chunk: PatchChunk): Wanted {
  const sides = chunkSides({ ...chunk, lines: chunk.lines.map(({ op, text }) => ({ op, text: bareText(text) })) });
  return { sides, runs: addedRuns(sides) };
}

/** Whether some line has a letter or a digit: blank lines and braces stand everywhere. */
function isTelling(lines: readonly string[]): boolean {
  return lines.some((line) => /[\p{L}\p{N}]/u.test(line));
}

function narrowByOrder(found: readonly BlockPlaces[]): (readonly number[])[] {
  const present = found.filter(({ places }) => places.length > 0);
  // Places that were cut off might be the right ones.
  const complete = present.every(({ places }) => places.length <= MAX_PLACES);
  const ranges = complete ? rangeInOrder(present) : null;
  let next = 0;
  return found.map(({ places }) => {
    if (places.length === 0) return places;
    const range = ranges?.[next++];
    return range === undefined ? places : places.filter((start) => start >= range.earliest && start <= range.latest);
  });
}

function blockLocation(
  places: readonly number[],
  { after }: ChunkSides,
  runs: readonly LineRange[],
  taken: Set<number>,
): ChunkLocation {
  const first = places[0] as number;
  const unique = places.length === 1;
  const located = runs.map(({ start, end }) => ({ start: first + start, end: first + end, unique }));
  for (const run of located) take(run, taken);
  const blocks = places.slice(0, MAX_PLACES).map((start) => ({ start, end: start + after.length }));
  return { how: 'block', blocks, runs: located, missing: 0 };
}

function runLocation(
  seeker: LineSeeker,
  { after }: ChunkSides,
  runs: readonly LineRange[],
  taken: Set<number>,
): ChunkLocation {
  const located: LocatedRun[] = [];
  let missing = 0;
  for (const run of runs) {
    const whole = findRun(seeker, after, run);
    let left = run.end - run.start;
    for (const found of whole === null ? findPieces(seeker, after, run) : [whole]) {
      if (!take(found, taken)) continue;
      located.push(found);
      left -= found.end - found.start;
    }
    missing += left;
  }
  return { how: located.length > 0 ? 'runs' : 'none', blocks: [], runs: located, missing };
}

/** Marks lines as spoken for. @returns false, and marks none, where one of them already is. */
function take({ start, end }: LineRange, taken: Set<number>): boolean {
  for (let line = start; line < end; line++) if (taken.has(line)) return false;
  for (let line = start; line < end; line++) taken.add(line);
  return true;
}

function findRun(seeker: LineSeeker, after: readonly string[], { start, end }: LineRange): LocatedRun | null {
  const above = start > 0 ? 1 : 0;
  const below = end < after.length ? 1 : 0;
  const both: [number, number] = [above, below];
  // A run that says nothing by itself is only found between both of its neighbours.
  const tries = isTelling(after.slice(start, end))
    ? [both, [above, 0], [0, below], [0, 0]]
    : above && below
      ? [both]
      : [];
  for (const [before, behind] of tries as [number, number][]) {
    const segment = after.slice(start - before, end + behind);
    if (!isTelling(segment)) continue;
    const places = seeker.all(segment, 2);
    const first = places[0];
    if (first === undefined) continue;
    return { start: first + before, end: first + before + (end - start), unique: places.length === 1 };
  }
  return null;
}

/**
 * What is left of a run that something was put into, or taken out of: its lines that stand in one place only and in their order,
 * and what stands between two of them just as in the run.
 */
function findPieces(seeker: LineSeeker, after: readonly string[], { start, end }: LineRange): LocatedRun[] {
  const pieces: { start: number; end: number; unique: true }[] = [];
  let lastLine = start - 1;
  for (let line = start; line < end; line++) {
    if (!isTelling(after.slice(line, line + 1))) continue;
    const [place, other] = seeker.all(after.slice(line, line + 1), 2);
    if (place === undefined || other !== undefined) continue;
    const last = pieces.at(-1);
    if (last !== undefined && place < last.end) continue;
    const between = after.slice(lastLine + 1, line);
    const follows = last !== undefined && place === last.end + between.length;
    const isBetween = follows && seeker.all(after.slice(lastLine, line + 1), 2)[0] === last.end - 1;
    if (isBetween) last.end = place + 1;
    else pieces.push({ start: place, end: place + 1, unique: true });
    lastLine = line;
  }
  return pieces;
}
