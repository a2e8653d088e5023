import type { NumberedLines } from '../../diff/numbered-lines.js';
import { AiBlameError } from '../../errors.js';
import type { Commit, GitObjects, Oid, TreeEntry } from '../../git/git-objects.js';
import { diffTrees, walkTree } from '../../git/trees.js';

/** How lines are sought in other files (git's `-C`). */
export interface Copies {
  /**
   * Where: 1, in files that the same commit changed; 2, in all files as well where the commit made the file; 3, in all files
   * of every commit.
   */
  readonly level: 1 | 2 | 3;
  /** Only blocks with more letters and digits than this. */
  readonly score: number;
}

export interface CopySource {
  readonly path: string;
  readonly entry: TreeEntry;
}

const FILE_TYPE = 0o170000;
const GITLINK = 0o160000;
/** Bytes of files that are kept for the next commit. */
const MAX_KEPT = 64 * 1024 * 1024;

/** The files that lines may have been copied from. */
export class CopySources {
  readonly #objects: GitObjects;
  readonly #level: number;
  readonly #staged: (() => ReadonlyMap<string, TreeEntry>) | null;
  readonly #kept = new Map<Oid, NumberedLines>();
  #keptBytes = 0;

  constructor(objects: GitObjects, copies: Copies | null, staged: (() => ReadonlyMap<string, TreeEntry>) | null) {
    this.#objects = objects;
    this.#level = copies?.level ?? 0;
    this.#staged = staged;
  }

  /**
   * @param commit whose lines are sought; null: content on top of the parent.
   * @param isNew the file is new in it.
   * @param unreadable told of trees that are not stored.
   * @returns files of the parent, in the order of their paths.
   */
  of(parent: Commit, commit: Commit | null, isNew: boolean, unreadable: (oid: Oid) => void): CopySource[] {
    try {
      return [...this.#candidates(parent, commit, isNew)].filter(({ entry }) => (entry.mode & FILE_TYPE) !== GITLINK);
    } catch (error) {
      if (!(error instanceof AiBlameError) || error.code !== 'OBJECT_MISSING') throw error;
      unreadable(parent.tree);
      return [];
    }
  }

  /** A file's lines, read once as long as there is room; null where it is not stored. */
  lines(oid: Oid, number: (bytes: Buffer) => NumberedLines): NumberedLines | null {
    const known = this.#kept.get(oid);
    if (known !== undefined) return known;
    const blob = this.#objects.read(oid);
    if (blob === null) return null;
    const lines = number(blob.data);
    if (this.#keptBytes + blob.data.length > MAX_KEPT) {
      this.#kept.clear();
      this.#keptBytes = 0;
    }
    this.#kept.set(oid, lines);
    this.#keptBytes += blob.data.length;
    return lines;
  }

  #candidates(parent: Commit, commit: Commit | null, isNew: boolean): Iterable<CopySource> {
    if (this.#level === 3 || (this.#level === 2 && isNew)) return walkTree(this.#objects, parent.tree);
    if (commit === null) return this.#changedInIndex(parent);
    return diffTrees(this.#objects, parent.tree, commit.tree).flatMap(({ path, before }) =>
      before === null ? [] : [{ path, entry: before }],
    );
  }

  *#changedInIndex(parent: Commit): Generator<CopySource> {
    if (this.#staged === null) return;
    const staged = this.#staged();
    for (const source of walkTree(this.#objects, parent.tree)) {
      const now = staged.get(source.path);
      if (now?.oid !== source.entry.oid || now.mode !== source.entry.mode) yield source;
    }
  }
}
