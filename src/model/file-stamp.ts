/** What tells that a file is still the one that was read, without reading it. */
export interface FileStamp {
  readonly size: number;
  /** Milliseconds, with fractions. */
  readonly mtimeMs: number;
  /** Of the last change of anything: nobody can set it. */
  readonly ctimeMs: number;
  readonly inode: number;
}

/** Of a `stat`: always of one without `bigint`, as the two round differently. */
export function stampFrom({
  size,
  mtimeMs,
  ctimeMs,
  ino,
}: {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}): FileStamp {
  return { size, mtimeMs, ctimeMs, inode: ino };
}

/** Of several files that are read as one: whatever happens to one of them shows in it. */
export function combinedStamp(first: FileStamp, others: readonly FileStamp[]): FileStamp {
  return others.reduce(
    (all, { size, mtimeMs, ctimeMs, inode }) => ({
      size: all.size + size,
      mtimeMs: Math.max(all.mtimeMs, mtimeMs),
      ctimeMs: Math.max(all.ctimeMs, ctimeMs),
      inode: (all.inode + inode) % Number.MAX_SAFE_INTEGER,
    }),
    first,
  );
}
