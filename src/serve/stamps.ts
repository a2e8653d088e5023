import type { ChangeStamp } from '../model/viewer-result.js';

/** Milliseconds. What a page asks for at once rests on one look. */
const FRESH_MS = 250;

export interface StampsOptions {
  readonly now: () => number;
  /** Of everything. */
  readonly look: () => Promise<ChangeStamp>;
  /** Of one file. */
  readonly lookAt: (file: string) => Promise<ChangeStamp>;
}

/** What answers rest on, looked at once for all who ask at the same time. */
export class Stamps {
  readonly #options: StampsOptions;
  #last: { readonly at: number; readonly stamp: Promise<ChangeStamp> } | null = null;

  constructor(options: StampsOptions) {
    this.#options = options;
  }

  now(): Promise<ChangeStamp> {
    const at = this.#options.now();
    if (this.#last !== null && at - this.#last.at >= 0 && at - this.#last.at < FRESH_MS) return this.#last.stamp;
    const stamp = this.#options.look();
    this.#last = { at, stamp };
    stamp.catch(() => {
      this.#last = null;
    });
    return stamp;
  }

  /** @param file null: none in particular. */
  async of(file: string | null): Promise<ChangeStamp> {
    if (file === null) return this.now();
    const [all, own] = await Promise.all([this.now(), this.#options.lookAt(file)]);
    return { stamp: `${all.stamp} ${own.stamp}`, isSettled: all.isSettled && own.isSettled };
  }
}
