import type { Lines } from './lines.js';

/** Pairs of neighbouring bytes of a line, each with how often it occurs. */
export type Fingerprint = Map<number, number>;

/**
 * What lines loosely look like, to tell which of them are alike: the pairs of their bytes in lower case, white space as one and
 * the same byte, also at both ends; pairs of white space do not count (git 2.39, blame.c, get_fingerprint).
 */
export class Fingerprints {
  readonly lineCount: number;
  readonly #lines: Lines;
  readonly #made: (Fingerprint | undefined)[];

  constructor(lines: Lines) {
    this.#lines = lines;
    this.lineCount = lines.count;
    this.#made = new Array<Fingerprint | undefined>(this.lineCount).fill(undefined);
  }

  at(line: number): Fingerprint {
    const known = this.#made[line];
    if (known !== undefined) return known;
    const made = fingerprintOf(this.#lines.bytesOf(line));
    this.#made[line] = made;
    return made;
  }

  /** Takes from a line what another one has: it can be matched with the rest only. */
  subtract(line: number, other: Fingerprint): void {
    const own = this.at(line);
    for (const [pair, count] of other) {
      const left = (own.get(pair) ?? 0) - count;
      if (left > 0) own.set(pair, left);
      else own.delete(pair);
    }
  }
}

/** How many pairs two lines share. */
export function similarity(a: Fingerprint, b: Fingerprint): number {
  const [less, more] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const [pair, count] of less) {
    const other = more.get(pair);
    if (other !== undefined) shared += Math.min(count, other);
  }
  return shared;
}

function fingerprintOf(line: Buffer): Fingerprint {
  const pairs: Fingerprint = new Map();
  let previous = 0;
  for (let i = 0; i <= line.length; i++) {
    const byte = i < line.length ? folded(line[i] as number) : 0;
    const pair = previous | (byte << 8);
    previous = byte;
    if (pair !== 0) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

function folded(byte: number): number {
  if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) return 0;
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
