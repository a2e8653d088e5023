import type { Repository } from '../git/repository.js';
import { goneByCommit } from './committed-renames.js';
import { isInHeadAt } from './head-at.js';
import { goneBefore } from './snapshot-renames.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';

/**
 * Where a file is from that a record moved on, of whose name before that nothing tells: a person had moved it. What shows its last name
 * first, with the old name gone, shows both moves as one.
 */
export class UntoldSource {
  readonly #entries: readonly TimelineEntry[];
  readonly #view: SnapshotView;
  readonly #repository: Repository;
  readonly #workTree: string | null;
  /** Commits and snapshots since the moves that were recorded, the latest first, and the name that the file had then. */
  #shown: { readonly at: number; readonly name: string }[] = [];

  /** @param workTree the name that it had by what the work tree shows, or null. */
  constructor(entries: readonly TimelineEntry[], view: SnapshotView, repository: Repository, workTree: string | null) {
    this.#entries = entries;
    this.#view = view;
    this.#repository = repository;
    this.#workTree = workTree;
  }

  /** Entry `at` leaves the file its name. */
  passes(at: number, name: string): void {
    const entry = this.#entries[at];
    if (entry?.kind === 'snapshot' || (entry?.kind === 'head' && entry.move.kind === 'commit'))
      this.#shown.push({ at, name });
  }

  /**
   * The file had another name before entry `i`.
   *
   * @param names all that are known, that one too.
   * @returns one that it may have had before that.
   */
  of(i: number, older: string, names: readonly string[]): string | null {
    const { kind } = this.#entries[i] as TimelineEntry;
    // They tell themselves where a file is from.
    if (kind === 'snapshot' || kind === 'head') this.#shown = [];
    // Then it is a file of its own.
    if (isInHeadAt(this.#entries, i, older, this.#view, this.#repository)) return null;
    if (this.#workTree !== null && !names.includes(this.#workTree)) return this.#workTree;
    for (const { at, name } of this.#shown.toReversed()) {
      const source = this.#goneAt(at, name);
      if (source !== null && !names.includes(source)) return source;
    }
    return null;
  }

  #goneAt(at: number, name: string): string | null {
    const entry = this.#entries[at];
    if (entry?.kind === 'snapshot') return goneBefore(this.#entries, at, name, null, this.#view, this.#repository);
    if (entry?.kind !== 'head' || entry.move.before === null) return null;
    return goneByCommit(this.#entries, at, name, entry.move.before, entry.move.after, this.#view, this.#repository);
  }
}
