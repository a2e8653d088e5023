import type { StateRecord, TravelStats } from '../model/time-travel.js';
import { pathInRepository } from '../reconcile/timeline.js';
import type { OpenHistory } from './file-history.js';
import type { SessionReading } from './session-reading.js';

/** Counts what an answer was drawn from. */
export class StatsCounter {
  readonly #open: OpenHistory;
  readonly #byConfidence = { exact: 0, derived: 0, best_effort: 0, none: 0 };
  readonly #skipped = new Map<string, number>();
  #filesTracked = 0;
  #editsSeen = 0;
  #attributed = 0;

  constructor(open: OpenHistory) {
    this.#open = open;
    for (const session of open.timelines.sessions) this.skip('outside_root', changesOutside(session));
  }

  /** One file, with all or some of its states. */
  addFile(states: readonly StateRecord[]): void {
    this.#filesTracked++;
    for (const { kind, edit, attribution, confidence, presence, caveats } of states) {
      if (kind !== 'base') this.#byConfidence[confidence]++;
      if (edit !== null) this.#editsSeen++;
      if (edit !== null && attribution.turn !== null) this.#attributed++;
      if (presence === 'unknown') this.skip('content_unknown', 1);
      for (const { code } of caveats) if (code === 'binary' || code === 'too_large') this.skip(code, 1);
    }
  }

  skip(code: string, count: number): void {
    if (count > 0) this.#skipped.set(code, (this.#skipped.get(code) ?? 0) + count);
  }

  get stats(): TravelStats {
    const { repository, cache } = this.#open;
    const { entries, bytes, evictions } = cache.counters;
    return {
      filesTracked: this.#filesTracked,
      editsSeen: this.#editsSeen,
      attributed: this.#attributed,
      byConfidence: { ...this.#byConfidence },
      skipped: Object.fromEntries([...this.#skipped].sort(([a], [b]) => (a < b ? -1 : 1))),
      blobsRead: repository.objects.blobsRead,
      cacheEntries: entries,
      cacheBytes: bytes,
      cacheEvictions: evictions,
      // Everything is read before it is answered: nothing is under way when this is counted.
      pendingOperations: 0,
    };
  }
}

/** Recorded changes of paths outside of the repository: they are not looked at. */
function changesOutside({ trace, roots }: SessionReading): number {
  return trace.events.filter((event) => {
    return event.kind === 'file_change' && !event.inherited && pathInRepository(event.path, roots) === null;
  }).length;
}
