import type { PathPlan } from './path-plan.js';
import type { TimelineEntry } from './timeline.js';
import { findWindowOwner } from './window-owner.js';

/** What one window of a file holds: the entries between two snapshots that saw it. */
export class WindowView {
  /** Indices of its entries, ascending, without snapshots that tell nothing of the file. */
  readonly indices: readonly number[];
  readonly #entries: readonly TimelineEntry[];
  readonly #plan: PathPlan;
  #isContested: boolean | null = null;

  /**
   * @param from index of the window's first entry.
   * @param to one more than that of its last.
   */
  constructor(entries: readonly TimelineEntry[], plan: PathPlan, from: number, to: number) {
    this.#entries = entries;
    this.#plan = plan;
    const indices: number[] = [];
    for (let i = from; i < to; i++) if (entries[i]?.kind !== 'snapshot') indices.push(i);
    this.indices = indices;
  }

  /** Whether a recorded change of the file follows after entry `i`: it may build on what a command wrote. */
  changesLater(i: number): boolean {
    return this.indices.some((k) => {
      const entry = this.#entries[k];
      return k > i && entry?.kind === 'change' && entry.path === this.#plan.after(k);
    });
  }

  /** Whether several turns ran something that can have changed the file: then only what their texts tell is known of each. */
  get isContested(): boolean {
    if (this.#isContested === null) {
      const commands = this.indices.flatMap((k) => {
        const entry = this.#entries[k];
        return entry?.kind === 'command' ? [entry] : [];
      });
      const names = this.#plan.namesBetween(this.indices[0] ?? 0, this.indices.at(-1) ?? -1);
      this.#isContested = findWindowOwner(commands, names, false).kind === 'undecided';
    }
    return this.#isContested;
  }

  /** Whether git itself changes the work tree after entry `i`: the content of a commit before may then show nowhere else. */
  gitActsLater(i: number): boolean {
    return this.indices.some((k) => {
      const entry = this.#entries[k];
      return k > i && entry?.kind === 'head' && entry.move.kind !== 'commit';
    });
  }
}
