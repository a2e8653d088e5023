import { AiBlameError } from '../errors.js';
import { readCommit } from '../git/commits.js';
import type { GitObjects, Oid, TreeEntry } from '../git/git-objects.js';
import { PathLookup } from '../git/trees.js';
import type { SnapshotEvent } from '../model/agent-event.js';
import type { LeftOut } from './left-out.js';
import type { PathSights } from './path-sights.js';
import type { Sight } from './sight.js';
import { SnapshotRow } from './snapshot-row.js';
import type { SnapshotEntry, TimelineEntry } from './timeline.js';
import { TreeRow } from './tree-row.js';

/** Paths whose way through the trees is remembered at once. */
const MOST_LOOKUPS = 8;

/** After questions about so many paths, comparing all snapshots once costs less than looking into each for each path. */
const MANY_PATHS = 16;

/** Looks paths up in the trees of many snapshots, reading each tree on the way once. */
export class SnapshotView {
  readonly #objects: GitObjects;
  readonly #lookups = new Map<string, PathLookup>();
  readonly #leftOut: LeftOut;
  #row: TreeRow | null = null;
  /** By timeline: its snapshots, and what they show of the paths that were asked about last. */
  readonly #rows = new WeakMap<readonly TimelineEntry[], SnapshotRow>();
  readonly #sights = new WeakMap<readonly TimelineEntry[], Map<string, PathSights>>();
  /** How many paths were asked about before the snapshots were compared. */
  #asked = 0;

  constructor(objects: GitObjects, leftOut: LeftOut) {
    this.#objects = objects;
    this.#leftOut = leftOut;
  }

  /**
   * To be called before questions about `count` paths or more of a timeline, where that is known beforehand: from many on successive
   * snapshots are compared once, instead of looking into each for each path.
   */
  expectPaths(entries: readonly TimelineEntry[], count: number): void {
    const isKnown = this.#asked >= MANY_PATHS;
    this.#asked += count;
    if (isKnown || this.#asked < MANY_PATHS) return;
    this.#row = TreeRow.of(
      this.#objects,
      entries.flatMap((entry) => (entry.kind === 'snapshot' ? (entry.tree ?? []) : [])),
    );
    this.#rows.delete(entries);
  }

  /** What the snapshots of a timeline, which must not change any more, show of a path. */
  sights(entries: readonly TimelineEntry[], path: string): PathSights {
    let known = this.#sights.get(entries);
    if (known === undefined) {
      known = new Map();
      this.#sights.set(entries, known);
    }
    let sights = known.get(path);
    if (sights === undefined) {
      this.expectPaths(entries, 1);
      sights = this.#look(entries, path);
      if (known.size >= MOST_LOOKUPS) known.clear();
      known.set(path, sights);
    }
    return sights;
  }

  #look(entries: readonly TimelineEntry[], path: string): PathSights {
    let row = this.#rows.get(entries);
    if (row === undefined) {
      row = new SnapshotRow(entries, this.#row, this.#leftOut);
      this.#rows.set(entries, row);
    }
    return row.look(path, (snapshot) => this.see(snapshot, path));
  }

  see(snapshot: SnapshotEntry, path: string): Sight {
    if (snapshot.tree === null) return { kind: 'lost' };
    if (!isInScope(snapshot, path) || snapshot.late?.has(path)) return { kind: 'not_captured' };
    const entry = this.#treeEntryOrLost(snapshot.tree, path);
    if (entry === 'lost') return { kind: 'lost' };
    if (entry !== null) return { kind: 'present', entry };
    return { kind: this.covers(snapshot, path) && !this.#isListed(snapshot, path) ? 'absent' : 'not_captured' };
  }

  /** Whether a snapshot, also one that is lost, shows what the work tree held at a path. */
  covers(snapshot: SnapshotEntry, path: string): boolean {
    const { event, late } = snapshot;
    if (late?.has(path)) return false;
    return isInScope(snapshot, path) && (this.#isTracked(event, path) || !this.#isLeftOut(event, path));
  }

  /** An untracked file that is recorded with the snapshot is in it, unless it was too large: then it was there all the same. */
  #isListed({ event }: SnapshotEntry, path: string): boolean {
    return !this.#isTracked(event, path) && this.#leftOut.lists(event).untrackedFiles.includes(path);
  }

  /** A file that HEAD has is in the snapshot wherever it lies, unless it was deleted. */
  #isTracked(event: SnapshotEvent, path: string): boolean {
    const head = event.parent === null ? null : readCommit(this.#objects, event.parent);
    const entry = head === null ? null : this.#treeEntryOrLost(head.tree, path);
    return entry !== null && entry !== 'lost';
  }

  #isLeftOut(event: SnapshotEvent, path: string): boolean {
    const hidden = this.#leftOut.hiddenFolders(event);
    if (path.split('/').some((part) => hidden.has(part)) || this.#leftOut.isIgnored(path)) return true;
    if (this.#leftOut.isTooLarge(event, path)) return true;
    const { untrackedDirs } = this.#leftOut.lists(event);
    return untrackedDirs.some((dir) => path.startsWith(`${dir.replace(/\/$/, '')}/`));
  }

  /**
   * The blob or symlink at `path` in a tree; null where there is none (or a folder, or a submodule).
   * @throws AiBlameError OBJECT_MISSING.
   */
  treeEntry(tree: Oid, path: string): TreeEntry | null {
    let entry = this.#row?.entry(tree, path);
    if (entry === undefined) entry = this.#objects.entryAhead?.(tree, path);
    if (entry === undefined) entry = this.#lookUp(tree, path);
    return entry !== null && (entry.mode & 0o170000) !== 0o40000 && (entry.mode & 0o170000) !== 0o160000 ? entry : null;
  }

  #lookUp(tree: Oid, path: string): TreeEntry | null {
    let lookup = this.#lookups.get(path);
    if (lookup === undefined) {
      lookup = new PathLookup(this.#objects, path);
      if (this.#lookups.size >= MOST_LOOKUPS) this.#lookups.clear();
      this.#lookups.set(path, lookup);
    }
    return lookup.find(tree);
  }

  /** A snapshot's commit may outlive trees of it. */
  #treeEntryOrLost(tree: Oid, path: string): TreeEntry | null | 'lost' {
    try {
      return this.treeEntry(tree, path);
    } catch (error) {
      if (error instanceof AiBlameError && error.code === 'OBJECT_MISSING') return 'lost';
      throw error;
    }
  }
}

/** Outside its folder a snapshot repeats HEAD, whatever the work tree holds there (formats/codex.md, 10.5). */
function isInScope({ scope }: SnapshotEntry, path: string): boolean {
  return scope === null || scope === '' || path.startsWith(`${scope}/`);
}
