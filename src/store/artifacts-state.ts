import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';

const BLOCK = 1024 * 1024;

export interface FileDigest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Size and SHA-256 of a file as it lies on disk; null where it is gone, or is no file, or cannot be read. */
export function digestOfFile(path: string): FileDigest | null {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
    const file = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      const block = Buffer.allocUnsafe(BLOCK);
      let bytes = 0;
      for (let count = -1; count !== 0; bytes += count) {
        count = readSync(file, block, 0, BLOCK, null);
        hash.update(block.subarray(0, count));
      }
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
