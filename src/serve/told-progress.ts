import type { Progress } from '../app/progress.js';

/** How far an answer has come: so many of so many. */
export interface Advance {
  readonly message: string;
  readonly done: number;
  readonly total: number;
}

/** Milliseconds. Nobody reads faster. */
const PAUSE_MS = 250;

/** Hears of every step, and tells of some. */
export function toldProgress(tell: (advance: Advance) => void, now: () => number): Progress {
  let told = Number.NEGATIVE_INFINITY;
  return {
    update(message, done, total) {
      const time = now();
      if (time - told >= 0 && time - told < PAUSE_MS) return;
      told = time;
      tell({ message, done, total });
    },
    end() {},
  };
}
