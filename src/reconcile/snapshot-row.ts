import type { LeftOut } from './left-out.js';
import { PathSights } from './path-sights.js';
import type { Sight } from './sight.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';
import { ascending, TimelineIndex } from './timeline-index.js';
import type { TreeRow } from './tree-row.js';

/** Paths that snapshots left out are gathered up to this number; with more of them each snapshot is asked. */
const MOST_LEFT_OUT = 1_000_000;

/** The snapshots of one timeline, and which of them can show another thing of a path than the one before. */
export class SnapshotRow {
  readonly #indices: readonly number[];
  readonly #snapshots: readonly SnapshotEntry[];
  readonly #row: TreeRow | null;
  readonly #leftOut: LeftOut;
  /** Ordinals of the snapshots that may differ from the one before in any path. */
  readonly #breaks: number[] = [];
  /** Ordinal of the first snapshot that has a tree, by the tree's number in the row. */
  readonly #firstOf: number[] = [];
  /** All that any snapshot left out; null: too much. */
  #gathered: { readonly files: ReadonlySet<string>; readonly parts: ReadonlySet<string> } | null | undefined;

  /** @param row null: the snapshots were not compared, so each is looked into. */
  constructor(entries: readonly TimelineEntry[], row: TreeRow | null, leftOut: LeftOut) {
    this.#indices = TimelineIndex.of(entries).snapshots;
    this.#snapshots = this.#indices.map((i) => entries[i] as SnapshotEntry);
    this.#row = row;
    this.#leftOut = leftOut;
    let last: number | undefined;
    for (const [ordinal, { tree, scope, late }] of this.#snapshots.entries()) {
      const number = tree === null ? undefined : row?.numberOf(tree);
      const isKnown = number !== undefined && this.#firstOf[number] !== undefined;
      const isNext = last !== undefined && (isKnown ? number === last : number === last + 1);
      const before = this.#snapshots[ordinal - 1];
      if (!isNext || scope !== before?.scope || late !== before?.late) this.#breaks.push(ordinal);
      if (number !== undefined) this.#firstOf[number] ??= ordinal;
      last = number;
    }
  }

  /** @param see what a snapshot shows of the path. */
  look(path: string, see: (snapshot: SnapshotEntry) => Sight): PathSights {
    const seen = (ordinal: number): Sight => see(this.#snapshots[ordinal] as SnapshotEntry);
    if (this.#row !== null) {
      const changes = this.#row.changesOf(path).map((number) => this.#firstOf[number] ?? 0);
      const sights = new PathSights(this.#indices, ascending([this.#breaks, changes]), seen);
      if (!sights.isMissing || !this.#mayBeLeftOut(path)) return sights;
    }
    return new PathSights(this.#indices, this.#snapshots.keys(), seen);
  }

  /** Whether any snapshot may have left a path out though the work tree had it: what each shows is then for itself. */
  #mayBeLeftOut(path: string): boolean {
    if (this.#gathered === undefined) this.#gathered = this.#gather();
    if (this.#gathered === null || this.#leftOut.isIgnored(path)) return true;
    if (this.#snapshots.some(({ event }) => this.#leftOut.isTooLarge(event, path))) return true;
    const { files, parts } = this.#gathered;
    if (files.has(path) || path.split('/').some((part) => parts.has(part))) return true;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (files.has(`${path.slice(0, end)}/`)) return true;
    }
    return false;
  }

  #gather(): { files: Set<string>; parts: Set<string> } | null {
    const files = new Set<string>();
    const parts = new Set<string>();
    for (const { event } of this.#snapshots) {
      for (const part of this.#leftOut.hiddenFolders(event)) parts.add(part);
      const { untrackedFiles, untrackedDirs } = this.#leftOut.lists(event);
      for (const file of untrackedFiles) files.add(file);
      for (const dir of untrackedDirs) files.add(`${dir.replace(/\/$/, '')}/`);
      if (files.size > MOST_LEFT_OUT) return null;
    }
    return { files, parts };
  }
}
