/** Score of equal files; all scores are whole numbers up to this one (git 2.39, diffcore.h, MAX_SCORE). */
export const MAX_SCORE = 60_000;

/** Kinds of pieces that are told apart, and the longest piece (git 2.39, diffcore-delta.c). */
const KINDS = 107_927;
const LONGEST_PIECE = 64;
const BINARY_PROBE = 8000;
const LF = 0x0a;
const CR = 0x0d;

/** How many bytes of a file are in pieces of each kind. A piece ends with a line, or after 64 bytes. */
type PieceCounts = ReadonlyMap<number, number>;

/**
 * How much of one file came from another, estimated as git's rename detection does: from the bytes in equal pieces, in
 * any order.
 */
export class Similarity {
  readonly #target: Buffer;
  #targetCounts: PieceCounts | null = null;

  constructor(target: Buffer) {
    this.#target = target;
  }

  /** @returns 0 to `MAX_SCORE`; 0 also where the sizes alone exclude `minimum`. */
  score(source: Buffer, minimum: number): number {
    const larger = Math.max(source.length, this.#target.length);
    const smaller = Math.min(source.length, this.#target.length);
    if (larger * (MAX_SCORE - minimum) < (larger - smaller) * MAX_SCORE || this.#target.length === 0) return 0;
    this.#targetCounts ??= countPieces(this.#target);
    let copied = 0;
    for (const [kind, bytes] of countPieces(source)) copied += Math.min(bytes, this.#targetCounts.get(kind) ?? 0);
    return Math.floor((copied * MAX_SCORE) / larger);
  }
}

function countPieces(bytes: Buffer): PieceCounts {
  const counts = new Map<number, number>();
  // CR before LF does not count in text; a NUL near the start makes a file binary.
  const nul = bytes.indexOf(0);
  const isText = nul < 0 || nul >= BINARY_PROBE;
  let low = 0;
  let high = 0;
  let length = 0;
  const finish = () => {
    const kind = ((low + Math.imul(high, 0x61)) >>> 0) % KINDS;
    counts.set(kind, (counts.get(kind) ?? 0) + length);
    low = 0;
    high = 0;
    length = 0;
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (isText && byte === CR && bytes[i + 1] === LF) continue;
    const previous = low;
    low = (((low << 7) ^ (high >>> 25)) + byte) | 0;
    high = (high << 7) ^ (previous >>> 25);
    length++;
    if (length === LONGEST_PIECE || byte === LF) finish();
  }
  if (length > 0) finish();
  return counts;
}
