/** Object id: lower-case hex, 40 digits (SHA-1) or 64 (SHA-256). Checked before it reaches a path. */
export type Oid = string;

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  /** The content without git's header. Not to be changed: it may be shared by a cache. */
  readonly data: Buffer;
}

/** Reads objects by id, wherever they are stored. Synchronous: a blame reads thousands of small objects. */
export interface GitObjects {
  readonly hash: 'sha1' | 'sha256';
  /** Commits whose parents were left out on purpose (shallow clone). */
  readonly shallow?: ReadonlySet<Oid>;
  /** Commits that are told to have other parents than their own. */
  readonly grafts?: ReadonlyMap<Oid, readonly Oid[]>;
  has(oid: Oid): boolean;
  /**
   * @returns the object, or null where it is not stored (or `oid` is not an id).
   * @throws AiBlameError OBJECT_CORRUPT when it is stored but damaged.
   */
  read(oid: Oid): GitObject | null;
  /** What stands at a path of a tree, null: nothing; undefined: that was not looked up before it is asked for. */
  entryAhead?(tree: Oid, path: string): TreeEntry | null | undefined;
  /** Ids that begin with `prefix` (4 digits at least), at most `limit` of them, sorted. */
  expand(prefix: string, limit: number): Oid[];
}

export interface TreeEntry {
  /** Octal as in the tree: 0o100644, 0o100755, 0o120000 (symlink), 0o160000 (gitlink), 0o40000 (tree). */
  readonly mode: number;
  readonly oid: Oid;
}

/** One path that differs between two trees; a missing side is null. Only blobs, symlinks and gitlinks, never trees. */
export interface TreeChange {
  readonly path: string;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

export interface Commit {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Signature;
  readonly committer: Signature;
  /** Whole message, decoded by the commit's `encoding` header (UTF-8 without one). */
  readonly message: string;
  /** The `encoding` header; null: there is none. */
  readonly encoding: string | null;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** As written: `+0200`. */
  readonly zone: string;
}
