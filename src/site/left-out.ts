/** How much pages hold: what is more is left out, and told. */
export interface SiteLimits {
  readonly files: number;
  /** Of one file, the newest; the first one is always told. */
  readonly states: number;
  /** Bytes of all contents of states. */
  readonly stateBytes: number;
  /** Lines of a file, from the first, and lines of all, whose life is told. */
  readonly livesOfFile: number;
  readonly lives: number;
  readonly sessions: number;
  /** Turns that are told with all that was said. */
  readonly turns: number;
}

export const SITE_LIMITS: SiteLimits = {
  files: 10_000,
  states: 100,
  stateBytes: 256 * 1024 * 1024,
  livesOfFile: 5_000,
  lives: 200_000,
  sessions: 5_000,
  turns: 20_000,
};

const SENTENCES = {
  files: ['file that no agent edited is left out', 'files that no agent edited are left out'],
  withoutLines: ['file is binary, over 4 MB or cannot be read', 'files are binary, over 4 MB or cannot be read'],
  states: ['state of a file is left out', 'states of files are left out'],
  lives: ['line is told without its life', 'lines are told without their lives'],
  sessions: ['session is left out', 'sessions are left out'],
  turns: ['turn is told without what was said', 'turns are told without what was said'],
} as const;

export type LeftOut = keyof typeof SENTENCES;

/** Counts what pages do not hold. */
export class LeftOutCounts {
  readonly #counts = new Map<LeftOut, number>();

  add(what: LeftOut, count = 1): void {
    if (count > 0) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  /** Sentences without their period. */
  get sentences(): string[] {
    return [...this.#counts].map(([what, count]) => {
      const [one, many] = SENTENCES[what];
      return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
    });
  }
}
