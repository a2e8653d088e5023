import { AiBlameError } from '../errors.js';
import type { GitObjects, Oid, TreeEntry } from '../git/git-objects.js';
import { PathLookup } from '../git/trees.js';
import type { SnapshotEvent } from '../model/agent-event.js';
import type { SnapshotEntry } from './timeline.js';

/** What a snapshot tells of one path. */
export type Sight =
  | { readonly kind: 'present'; readonly entry: TreeEntry }
  | { readonly kind: 'absent' }
  /** The snapshot does not reach there: outside its folder, too large, in a folder that snapshots leave out (case C25). */
  | { readonly kind: 'not_captured' }
  /** The snapshot's objects are gone. */
  | { readonly kind: 'lost' };

/** Untracked paths that the agent recorded with a snapshot, relative to the root (formats/codex.md, 10.4). */
export interface SnapshotLists {
  readonly untrackedFiles: readonly string[];
  readonly untrackedDirs: readonly string[];
}

/** Folders whose untracked files are hidden from snapshots since 0.65 (formats/codex.md, 10.3). */
const HIDDEN_FOLDERS = new Set([
  'node_modules',
  '.venv',
  'venv',
  'env',
  '.env',
  'dist',
  'build',
  '.pytest_cache',
  '.mypy_cache',
  '.cache',
  '.tox',
  '__pycache__',
]);

/** Paths whose way through the trees is remembered at once. */
const MOST_LOOKUPS = 8;

/** Looks paths up in the trees of many snapshots, reading each tree on the way once. */
export class SnapshotView {
  readonly #objects: GitObjects;
  readonly #lookups = new Map<string, PathLookup>();
  readonly #lists: (event: SnapshotEvent) => SnapshotLists;

  constructor(objects: GitObjects, lists: (event: SnapshotEvent) => SnapshotLists) {
    this.#objects = objects;
    this.#lists = lists;
  }

  see(snapshot: SnapshotEntry, path: string): Sight {
    if (snapshot.tree === null) return { kind: 'lost' };
    const scope = snapshot.scope ?? '';
    // Outside its folder a snapshot repeats HEAD, whatever the work tree holds there (formats/codex.md, 10.5).
    if (scope !== '' && !path.startsWith(`${scope}/`)) return { kind: 'not_captured' };
    const entry = this.#treeEntryOrLost(snapshot.tree, path);
    if (entry === 'lost') return { kind: 'lost' };
    if (entry !== null) return { kind: 'present', entry };
    if (path.split('/').some((part) => HIDDEN_FOLDERS.has(part))) return { kind: 'not_captured' };
    const lists = this.#lists(snapshot.event);
    if (lists.untrackedFiles.includes(path)) return { kind: 'not_captured' };
    if (lists.untrackedDirs.some((dir) => path.startsWith(`${dir.replace(/\/$/, '')}/`)))
      return { kind: 'not_captured' };
    return { kind: 'absent' };
  }

  /**
   * The blob or symlink at `path` in a tree; null where there is none (or a folder, or a submodule).
   * @throws AiBlameError OBJECT_MISSING.
   */
  treeEntry(tree: Oid, path: string): TreeEntry | null {
    let lookup = this.#lookups.get(path);
    if (lookup === undefined) {
      lookup = new PathLookup(this.#objects, path);
      if (this.#lookups.size >= MOST_LOOKUPS) this.#lookups.clear();
      this.#lookups.set(path, lookup);
    }
    const entry = lookup.find(tree);
    return entry !== null && (entry.mode & 0o170000) !== 0o40000 && (entry.mode & 0o170000) !== 0o160000 ? entry : null;
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
