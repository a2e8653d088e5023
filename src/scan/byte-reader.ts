import { closeSync, readSync, statSync } from 'node:fs';
import { AiBlameError } from '../errors.js';
import { openRegular } from '../open-regular.js';

/** Bytes in order, pulled into the caller's buffer. */
export interface ByteReader {
  /**
   * Fills `into` from `at` with `length` bytes at most.
   * @returns how many bytes came; 0 at the end.
   * @throws when the bytes cannot be had (damaged compression, a failing disk).
   */
  read(into: Buffer, at: number, length: number): number;
  close(): void;
}

/**
 * Reads a plain file from `offset` on.
 * @throws AiBlameError UNREADABLE when the file cannot be opened, or is none: a pipe, a device.
 */
export function openPlain(path: string, offset: number): ByteReader {
  const { handle } = tried(path, () => openRegular(path));
  let position = offset;
  return {
    read(into, at, length) {
      const count = readSync(handle, into, at, length, position);
      position += count;
      return count;
    },
    close: () => closeSync(handle),
  };
}

/**
 * Reads `length` bytes at `offset` of a plain file; fewer where the file ends before.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function readPlainAt(path: string, offset: number, length: number): Buffer {
  return tried(path, () => {
    const { handle, stat } = openRegular(path);
    try {
      // What asks may be older than the file: no more is allocated than the file can give.
      const present = Math.max(0, Math.min(length, stat.size - offset));
      const bytes = Buffer.allocUnsafe(present);
      let filled = 0;
      for (let count = -1; count !== 0 && filled < present; filled += count) {
        count = readSync(handle, bytes, filled, present - filled, offset + filled);
      }
      return bytes.subarray(0, filled);
    } finally {
      closeSync(handle);
    }
  });
}

/**
 * Reads the last `length` bytes of a plain file; all of it where it is shorter.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function readPlainEnd(path: string, length: number): Buffer {
  const size = tried(path, () => statSync(path).size);
  return readPlainAt(path, Math.max(0, size - length), length);
}

function tried<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AiBlameError('UNREADABLE', `Cannot read ${path}`, { cause });
  }
}
