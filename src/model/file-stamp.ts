/** What tells that a file is still the one that was read, without reading it. */
export interface FileStamp {
  readonly size: number;
  /** Milliseconds, with fractions. */
  readonly mtimeMs: number;
  /** Of the last change of anything: nobody can set it. */
  readonly ctimeMs: number;
  readonly inode: number;
}

/** Of a `stat` with whole numbers. */
export function stampFrom(stat: {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}): FileStamp {
  return {
    size: Number(stat.size),
    mtimeMs: Number(stat.mtimeNs) / 1e6,
    ctimeMs: Number(stat.ctimeNs) / 1e6,
    inode: Number(stat.ino),
  };
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
