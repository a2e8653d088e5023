import { namesBetween, type PathPlan } from './path-plan.js';
import type { TimelineEntry } from './timeline.js';
import { findWindowOwner } from './window-owner.js';

/** What one window of a file holds: the entries between two snapshots that saw it. */
export class WindowView {
  readonly #entries: readonly TimelineEntry[];
  readonly #plan: PathPlan;
  readonly #window: readonly number[];

  /** @param window indices of `entries`, ascending. */
  constructor(entries: readonly TimelineEntry[], plan: PathPlan, window: readonly number[]) {
    this.#entries = entries;
    this.#plan = plan;
    this.#window = window;
  }

  /** Whether a recorded change of the file follows after entry `i`: it may build on what a command wrote. */
  changesLater(i: number): boolean {
    return this.#window.some((k) => {
      const entry = this.#entries[k];
      return k > i && entry?.kind === 'change' && entry.path === this.#plan.after[k];
    });
  }

  /** Whether several turns ran something that can have changed the file: then only what their texts tell is known of each. */
  isContested(): boolean {
    const commands = this.#window.flatMap((k) => {
      const entry = this.#entries[k];
      return entry?.kind === 'command' ? [entry] : [];
    });
    const names = namesBetween(this.#plan, this.#window[0] ?? 0, this.#window.at(-1) ?? -1);
    return findWindowOwner(commands, names, false).kind === 'undecided';
  }

  /** Whether git itself changes the work tree after entry `i`: the content of a commit before may then show nowhere else. */
  gitActsLater(i: number): boolean {
    return this.#window.some((k) => {
      const entry = this.#entries[k];
      return k > i && entry?.kind === 'head' && entry.move.kind !== 'commit';
    });
  }
}
