import type { Chain } from './chain.js';

/** How many versions of a file are looked at for the one that it was taken back to. */
const MOST_TAKEN_BACK = 64;

/** Turns were taken back, and only the next thing that tells of the file shows whether it went back too (case C27). */
export class TakenBack {
  readonly #chain: Chain;
  /** The file may have gone back to versions below that. */
  #below: number | null = null;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  get isMarked(): boolean {
    return this.#below !== null;
  }

  /** @param below the file may have gone back to versions below that; where not told, to any that it had. */
  mark(below: number | null = null): void {
    this.#below = below ?? this.#chain.version;
  }

  clear(): void {
    this.#below = null;
  }

  /** The newest version before turns were taken back that fits what shows the file now; null where there is none. */
  versionThat(fits: (content: Buffer | null) => boolean): number | null {
    const below = this.#below ?? 0;
    for (let version = below - 1; version >= Math.max(0, below - MOST_TAKEN_BACK); version--) {
      if (fits(this.#chain.contentAt(version))) return version;
    }
    return null;
  }
}
