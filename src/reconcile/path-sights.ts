import type { Sight } from './sight.js';
import { countBelow } from './timeline-index.js';

/** Snapshots in a row that show the same of a path. */
interface SightRun {
  /** Ordinal of the first of them among the timeline's snapshots. */
  readonly from: number;
  readonly sight: Sight;
}

/** What the snapshots of a timeline show of one path. A snapshot has *seen* it that shows it, or shows that it is not there. */
export class PathSights {
  readonly #snapshots: readonly number[];
  readonly #runs: SightRun[] = [];
  readonly #starts: number[] = [];

  /**
   * @param snapshots indices of the timeline's snapshots, ascending.
   * @param turns ordinals of snapshots, ascending, the first with them: between two of them nothing changes.
   * @param see what the snapshot with an ordinal shows.
   */
  constructor(snapshots: readonly number[], turns: Iterable<number>, see: (ordinal: number) => Sight) {
    this.#snapshots = snapshots;
    for (const ordinal of turns) {
      const sight = see(ordinal);
      const last = this.#runs.at(-1);
      if (last !== undefined && isSame(last.sight, sight)) continue;
      this.#runs.push({ from: ordinal, sight });
      this.#starts.push(ordinal);
    }
  }

  /** Whether some snapshot does not show the path though it is of the folder that the snapshot covers. */
  get isMissing(): boolean {
    return this.#runs.some(({ sight }) => sight.kind === 'absent' || sight.kind === 'not_captured');
  }

  /** @param i index of a timeline's entry that is a snapshot. */
  at(i: number): Sight | undefined {
    return this.#runAt(countBelow(this.#snapshots, i))?.sight;
  }

  /** Indices of the entries with which a snapshot that saw the path tells something else than those before. */
  get turns(): number[] {
    return this.#runs.flatMap(({ from, sight }) => (hasSeen(sight) ? [this.#snapshots[from] as number] : []));
  }

  /** The first snapshot that saw the path, at entry `i` or after it; null where none did. */
  nextSeen(i: number): number | null {
    const ordinal = countBelow(this.#snapshots, i);
    if (ordinal >= this.#snapshots.length) return null;
    const at = countBelow(this.#starts, ordinal + 1) - 1;
    if (hasSeen(this.#runs[at]?.sight)) return this.#snapshots[ordinal] ?? null;
    const next = this.#runs.slice(at + 1).find(({ sight }) => hasSeen(sight));
    return next === undefined ? null : (this.#snapshots[next.from] ?? null);
  }

  /** The last snapshot that saw the path, before entry `i`; null where none did. */
  lastSeen(i: number): number | null {
    let ordinal = countBelow(this.#snapshots, i) - 1;
    for (let at = countBelow(this.#starts, ordinal + 1) - 1; at >= 0; at--) {
      const run = this.#runs[at] as SightRun;
      if (hasSeen(run.sight)) return this.#snapshots[ordinal] ?? null;
      ordinal = run.from - 1;
    }
    return null;
  }

  #runAt(ordinal: number): SightRun | undefined {
    return this.#runs[countBelow(this.#starts, ordinal + 1) - 1];
  }
}

function hasSeen(sight: Sight | undefined): boolean {
  return sight?.kind === 'present' || sight?.kind === 'absent';
}

function isSame(a: Sight, b: Sight): boolean {
  if (a.kind !== 'present' || b.kind !== 'present') return a.kind === b.kind;
  return a.entry.oid === b.entry.oid && a.entry.mode === b.entry.mode;
}
