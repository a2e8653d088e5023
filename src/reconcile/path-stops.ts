import type { PathPlan } from './path-plan.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';
import { ascending, countBelow, TimelineIndex } from './timeline-index.js';

/**
 * The entries of a timeline that bear on one file. Between two of them no recorded change and no command names it, HEAD stays, and
 * all snapshots that saw it saw the same.
 */
export class PathStops {
  readonly #plan: PathPlan;
  readonly #stretches: ReturnType<PathPlan['stretches']>;
  readonly #sights: (name: string) => ReturnType<SnapshotView['sights']>;
  readonly #rewinds: readonly number[];
  readonly #stops: readonly number[];

  constructor(entries: readonly TimelineEntry[], plan: PathPlan, view: SnapshotView) {
    const index = TimelineIndex.of(entries);
    this.#plan = plan;
    this.#sights = (name) => view.sights(entries, name);
    this.#rewinds = index.rewinds;
    this.#stretches = plan.stretches(0, entries.length - 1);
    const named = this.#stretches.flatMap(({ name, from, to }) =>
      [...index.naming(name), ...this.#sights(name).turns].filter((i) => i >= from && i <= to),
    );
    this.#stops = ascending([named, plan.renames, index.heads, index.rewinds]);
  }

  /** The first of them at entry `i` or after it; null: none. */
  next(i: number): number | null {
    return this.#stops[countBelow(this.#stops, i)] ?? null;
  }

  /** The first snapshot that saw the file, or rewind, at entry `i` or after it; null: none. */
  nextEnd(i: number): number | null {
    const rewind = this.#rewinds[countBelow(this.#rewinds, i)] ?? Number.POSITIVE_INFINITY;
    const end = Math.min(this.#nextSeen(i) ?? Number.POSITIVE_INFINITY, rewind);
    return end === Number.POSITIVE_INFINITY ? null : end;
  }

  #nextSeen(i: number): number | null {
    for (const { name, from, to } of this.#stretches) {
      if (to < i) continue;
      const seen = this.#sights(name).nextSeen(Math.max(i, from));
      if (seen !== null && seen <= to && this.#plan.after(seen) === name) return seen;
    }
    return null;
  }

  /** The last snapshot that saw the file, before entry `i`; null: none. */
  lastSeen(i: number): number | null {
    for (const { name, from, to } of this.#stretches.toReversed()) {
      if (from >= i) continue;
      const sights = this.#sights(name);
      let seen = sights.lastSeen(Math.min(i, to + 1));
      // The snapshot that ends a name's time shows the next one.
      if (seen !== null && this.#plan.after(seen) !== name) seen = sights.lastSeen(seen);
      if (seen !== null && seen >= from) return seen;
    }
    return null;
  }
}
