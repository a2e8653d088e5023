import type { Sight } from './sight.js';

/** A name that the file bore from a point of a timeline on. */
interface NameStep {
  /** Twice the index of an entry: from before it; one more: from after it. */
  readonly from: number;
  readonly name: string;
}

/** The name that one file bore around each entry of a timeline, and what the snapshots show at the name of then. */
export class PathPlan {
  /** Its path at the timeline's end, before a rename that only the work tree tells. */
  readonly last: string;
  /** The oldest first. */
  readonly #steps: NameStep[];
  readonly #sight: (i: number, name: string) => Sight | undefined;

  /**
   * @param last the file's name at the end, and, as long as `goBack` tells nothing else, all the time before.
   * @param sight what the snapshot that is entry `i` shows of a path; undefined where the entry is none.
   */
  constructor(last: string, sight: (i: number, name: string) => Sight | undefined) {
    this.last = last;
    this.#steps = [{ from: -1, name: last }];
    this.#sight = sight;
  }

  /** The file had an older name up to entry `i`: until it happened (`after`), or until just before it. */
  goBack(name: string, i: number, when: 'before' | 'after'): void {
    const [oldest] = this.#steps as [NameStep];
    this.#steps[0] = { from: 2 * i + (when === 'after' ? 1 : 0), name: oldest.name };
    this.#steps.unshift({ from: -1, name });
  }

  /** Its path before entry `i` happened. */
  before(i: number): string {
    return this.#nameAt(2 * i);
  }

  /** Its path after entry `i` happened. */
  after(i: number): string {
    return this.#nameAt(2 * i + 1);
  }

  /** What a snapshot shows at the name of then; undefined for entries that are not snapshots. */
  sight(i: number): Sight | undefined {
    return this.#sight(i, this.after(i));
  }

  /** All names that it bore, the latest last. */
  get names(): string[] {
    return this.#steps.map(({ name }) => name);
  }

  /** Indices of the entries with which it got another name, or just before which it had got it; ascending. */
  get renames(): number[] {
    return this.#steps.slice(1).map(({ from }) => from >> 1);
  }

  /** The names that it bore around some entries (indices, both included), the latest last. */
  namesBetween(from: number, to: number): string[] {
    return this.stretches(from, to).map(({ name }) => name);
  }

  /** The same with the entries, `from` up to and with `to`, around which it bore each. */
  stretches(from: number, to: number): { name: string; from: number; to: number }[] {
    return this.#steps.flatMap((step, n) => {
      const until = (this.#steps[n + 1]?.from ?? Number.POSITIVE_INFINITY) - 1;
      const [begin, end] = [Math.max(step.from, 2 * from), Math.min(until, 2 * to + 1)];
      return begin > end ? [] : [{ name: step.name, from: begin >> 1, to: end >> 1 }];
    });
  }

  #nameAt(position: number): string {
    let n = this.#steps.length - 1;
    while (n > 0 && (this.#steps[n] as NameStep).from > position) n--;
    return (this.#steps[n] as NameStep).name;
  }
}
