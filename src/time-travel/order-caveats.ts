import type { CaveatCode } from '../model/caveats.js';
import type { PathPlan } from '../reconcile/path-plan.js';
import type { TimelineEntry } from '../reconcile/timeline.js';
import type { FileState } from './file-states.js';

/** What the order of the states, and what lies between them, takes from what they claim. */
export class OrderCaveats {
  readonly #states: readonly FileState[];
  /** Indices of snapshots that are lost. */
  readonly #lost: readonly number[];
  /** The last state that each session made. */
  readonly #lastOf = new Map<string, number>();
  readonly #late = new Set<number>();

  constructor(states: readonly FileState[], entries: readonly TimelineEntry[], plan: PathPlan) {
    this.#states = states;
    this.#lost = entries.flatMap((entry, i) => {
      return entry.kind === 'snapshot' && plan.sight(i)?.kind === 'lost' ? [i] : [];
    });
    let clock = Number.NEGATIVE_INFINITY;
    for (const { number, edit } of states) {
      if (edit === null) continue;
      this.#lastOf.set(edit.session, number);
      const isRecorded = edit.evidence === 'exact' || edit.evidence === 'fragment';
      const time = isRecorded && edit.timestamp !== null ? Date.parse(edit.timestamp) : Number.NaN;
      if (time < clock) this.#late.add(number);
      if (time > clock) clock = time;
    }
  }

  of(state: FileState): CaveatCode[] {
    const codes: CaveatCode[] = [];
    const before = this.#states[state.number - 1];
    const isLost = (i: number): boolean => i > (before?.place ?? -1) && i <= state.place;
    if (before !== undefined && this.#lost.some(isLost)) codes.push('snapshot_missing');
    if (state.kind === 'untraced' || state.kind === 'commit' || this.#overlaps(state)) codes.push('between_sessions');
    if (this.#late.has(state.number)) codes.push('clock_skew');
    return codes;
  }

  /** Whether another session worked on the file just before, and did so again later. */
  #overlaps({ number, edit }: FileState): boolean {
    const before = this.#states[number - 1]?.edit;
    if (edit === null || before == null || before.session === edit.session) return false;
    return (this.#lastOf.get(before.session) ?? 0) > number;
  }
}
