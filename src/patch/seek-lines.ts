import { LineIndex } from './line-index.js';
import { trimBoth, trimEnd } from './line-text.js';

/** How loosely lines were compared: 0 exact, 1 without trailing blanks, 2 without blanks around, 3 with typographic folding. */
export type Fuzz = 0 | 1 | 2 | 3;

const FUZZ_LEVELS: readonly Fuzz[] = [0, 1, 2, 3];

/** Dashes, quotes and blanks that the loosest level takes for their ASCII form (formats/codex.md, 11.3). */
const FOLDED = /[\u2010-\u2015\u2212]|([\u2018-\u201b])|([\u201c-\u201f])|([\u00a0\u2002-\u200a\u202f\u205f\u3000])/g;

function fold(text: string): string {
  return trimBoth(text).replace(FOLDED, (_all, single, double, blank) => {
    if (single !== undefined) return "'";
    if (double !== undefined) return '"';
    return blank === undefined ? '-' : ' ';
  });
}

const NORMALISE: Readonly<Record<Fuzz, (line: string) => string>> = {
  0: (line) => line,
  1: trimEnd,
  2: trimBoth,
  3: fold,
};

/**
 * Finds runs of lines in one file as Codex's `seek_sequence` does (formats/codex.md, 11.3; openai/codex
 * `apply-patch/src/seek_sequence.rs`), but in linear time whatever the lines repeat, and however many runs are sought.
 */
export class LineSeeker {
  readonly #lines: readonly string[];
  /** The lines at the levels that were needed. */
  readonly #levels = new Map<Fuzz, Level>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#levels.set(0, new Level(lines));
  }

  /**
   * @param start 0-based line to search from; without effect when `endOfFile` is set and the pattern fits into the file.
   * @param endOfFile only the last possible place is tried.
   * @returns the first place at the strictest level that has one, else null. An empty pattern is found at `start`.
   */
  seek(pattern: readonly string[], start: number, endOfFile: boolean): { index: number; fuzz: Fuzz } | null {
    if (pattern.length === 0) return { index: start, fuzz: 0 };
    const last = this.#lines.length - pattern.length;
    if (last < 0) return null;
    for (const fuzz of FUZZ_LEVELS) {
      const index = this.#find(pattern, endOfFile ? last : start, fuzz);
      if (index !== -1) return { index, fuzz };
    }
    return null;
  }

  /** All places (0-based, ascending, overlapping ones too) where `pattern` stands exactly, at most `limit` of them. */
  all(pattern: readonly string[], limit: number): number[] {
    const places: number[] = [];
    if (pattern.length === 0) return places;
    for (let from = 0; places.length < limit; from = (places.at(-1) ?? 0) + 1) {
      const index = this.#find(pattern, from, 0);
      if (index === -1) break;
      places.push(index);
    }
    return places;
  }

  #find(pattern: readonly string[], start: number, fuzz: Fuzz): number {
    return this.#level(fuzz).find(pattern.map(NORMALISE[fuzz]), start);
  }

  #level(fuzz: Fuzz): Level {
    const known = this.#levels.get(fuzz);
    if (known !== undefined) return known;
    const level = new Level(this.#lines.map(NORMALISE[fuzz]));
    this.#levels.set(fuzz, level);
    return level;
  }
}

/** How often the lines of a file are walked over before they are indexed: most patches seek less, and an index takes as long as many walks. */
const WALKS = 16;

/** The lines of a file as one level compares them. */
class Level {
  readonly #lines: readonly string[];
  #walked = 0;
  #index: LineIndex | null = null;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** @returns the first place of a run of one line at least from `start` on; -1: there is none. */
  find(wanted: readonly string[], start: number): number {
    if (this.#walked > WALKS * this.#lines.length) return this.#findIndexed(wanted, start);
    const place = findRun(this.#lines, wanted, start);
    this.#walked += Math.max(0, (place === -1 ? this.#lines.length : place + wanted.length) - start);
    return place;
  }

  #findIndexed(wanted: readonly string[], start: number): number {
    this.#index ??= new LineIndex(this.#lines);
    const places = this.#index.places(wanted);
    let low = 0;
    for (let high = places.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((places[middle] as number) < start) low = middle + 1;
      else high = middle;
    }
    return places[low] ?? -1;
  }
}

/** Knuth-Morris-Pratt: a pattern of repeated lines in a file of repeated lines must not become quadratic. */
function findRun(lines: readonly string[], wanted: readonly string[], start: number): number {
  const fallback = new Int32Array(wanted.length);
  for (let i = 1, k = 0; i < wanted.length; i++) {
    while (k > 0 && wanted[i] !== wanted[k]) k = fallback[k - 1] as number;
    if (wanted[i] === wanted[k]) k++;
    fallback[i] = k;
  }
  for (let i = start, k = 0; i < lines.length; i++) {
    while (k > 0 && lines[i] !== wanted[k]) k = fallback[k - 1] as number;
    if (lines[i] === wanted[k]) k++;
    if (k === wanted.length) return i - k + 1;
  }
  return -1;
}
