/** All blocks of 2^k lines of a file: equal ones have one number. */
interface Blocks {
  /** The number of the block that begins at each line, as far as there is one. */
  readonly at: Int32Array;
  /** Where the blocks of each number begin, ascending. */
  readonly places: readonly (readonly number[])[];
}

interface LongerBlocks extends Blocks {
  /** The number of a block by those of its halves: the first one times the count of lines, and the second. */
  readonly byHalves: ReadonlyMap<number, number>;
}

const NOWHERE: readonly number[] = [];

/**
 * Where runs of lines stand in one file. A run is as long as two blocks of 2^k lines, which may overlap: it stands where both do. That
 * takes about as long as the run has lines, however many lines the file has and whatever they repeat.
 */
export class LineIndex {
  readonly #count: number;
  readonly #numbers = new Map<string, number>();
  readonly #lines: Blocks;
  /** Of 2, 4, 8 lines and so on, as far as they were asked for. */
  readonly #longer: LongerBlocks[] = [];
  /** Of runs that are no block. */
  readonly #runs = new Map<string, readonly number[]>();

  constructor(lines: readonly string[]) {
    this.#count = lines.length;
    const at = new Int32Array(lines.length);
    const places: number[][] = [];
    for (const [place, line] of lines.entries()) at[place] = numbered(this.#numbers, line, place, places);
    this.#lines = { at, places };
  }

  /** All places (0-based, ascending, overlapping ones too) of a run of one line at least. */
  places(run: readonly string[]): readonly number[] {
    const power = 31 - Math.clz32(run.length);
    const gap = run.length - 2 ** power;
    const first = this.#numberOf(run, 0, power);
    const second = first === null || gap === 0 ? first : this.#numberOf(run, gap, power);
    if (first === null || second === null) return NOWHERE;
    const { at, places } = this.#blocks(power);
    const firsts = places[first] ?? NOWHERE;
    if (gap === 0) return firsts;
    const key = `${run.length} ${first} ${second}`;
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const seconds = places[second] ?? NOWHERE;
    const found =
      firsts.length <= seconds.length
        ? firsts.filter((place) => at[place + gap] === second)
        : seconds.filter((place) => at[place - gap] === first).map((place) => place - gap);
    this.#runs.set(key, found);
    return found;
  }

  /** The number of the block of 2^power lines at a place of a run; null where the file has no such block. */
  #numberOf(run: readonly string[], place: number, power: number): number | null {
    if (power === 0) return this.#numbers.get(run[place] as string) ?? null;
    const first = this.#numberOf(run, place, power - 1);
    const second = first === null ? null : this.#numberOf(run, place + 2 ** (power - 1), power - 1);
    if (first === null || second === null) return null;
    this.#blocks(power);
    return this.#longer[power - 1]?.byHalves.get(first * this.#count + second) ?? null;
  }

  #blocks(power: number): Blocks {
    if (power === 0) return this.#lines;
    const known = this.#longer[power - 1];
    if (known !== undefined) return known;
    const halves = this.#blocks(power - 1);
    const half = 2 ** (power - 1);
    const at = new Int32Array(Math.max(0, halves.at.length - half));
    const places: number[][] = [];
    const byHalves = new Map<number, number>();
    for (let place = 0; place < at.length; place++) {
      const key = (halves.at[place] as number) * this.#count + (halves.at[place + half] as number);
      at[place] = numbered(byHalves, key, place, places);
    }
    const blocks = { at, places, byHalves };
    this.#longer[power - 1] = blocks;
    return blocks;
  }
}

/** The number of what stands at a place, a new one for what is new; the place is noted. */
function numbered<K>(numbers: Map<K, number>, key: K, place: number, places: number[][]): number {
  const known = numbers.get(key);
  if (known === undefined) {
    numbers.set(key, places.length);
    return places.push([place]) - 1;
  }
  places[known]?.push(place);
  return known;
}
