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
