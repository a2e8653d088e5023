import { hash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { combinedStamp, type FileStamp, stampFrom } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';

/** So many bytes at the beginning, and before the place where reading goes on, tell whether a file that grew is still the same. */
const PROBE_BYTES = 4096;

/** Of a source and its companions. @returns null where its own file is gone or cannot be looked at. */
export function stampOf(source: TraceSource): FileStamp | null {
  const { home, path, companions = [] } = source;
  const own = stampAt(join(home, path));
  return own === null
    ? null
    : combinedStamp(
        own,
        companions.map((other) => stampAt(join(home, other))).filter((stamp) => stamp !== null),
      );
}

function stampAt(path: string): FileStamp | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? null : stampFrom(stat);
  } catch {
    return null;
  }
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.inode === b.inode;
}

/** The finest steps in which systems date changes; and those of file systems that know only (two) seconds. */
const TICK_MS = 50;
const COARSE_TICK_MS = 2100;

/**
 * Whether a change after `at` would show in the stamp. A file that was written in the very moment in which it was read may have been
 * written again without a trace of it: it is read anew the next time.
 */
export function isSettled({ ctimeMs, mtimeMs }: Pick<FileStamp, 'ctimeMs' | 'mtimeMs'>, at: number): boolean {
  const isCoarse = ctimeMs % 1000 === 0 && mtimeMs % 1000 === 0;
  return ctimeMs < at - (isCoarse ? COARSE_TICK_MS : TICK_MS);
}

/** Digests of the first bytes, and of those before `offset`; null where they cannot be read. Of the file as it lies on disk. */
export interface Probes {
  readonly head: Buffer | null;
  readonly tail: Buffer | null;
}

export function digests(source: TraceSource, offset: number): Probes {
  const bytes = probeBytes(source, offset);
  return bytes === null ? { head: null, tail: null } : { head: digest(bytes.head), tail: digest(bytes.tail) };
}

/**
 * A sum of the bytes that `digests` are of, for a file that was added to: it is to be told anew with every question, and loading what makes
 * digests takes longer than all else.
 * @param of what the digests have to be, where that is to be seen. @returns null where the bytes cannot be read, or are others.
 */
export function probeSum(source: Pick<TraceSource, 'home' | 'path'>, offset: number, of?: Probes): string | null {
  const bytes = probeBytes(source, offset);
  if (bytes === null) return null;
  const { head, tail } = bytes;
  if (of !== undefined && (of.head?.equals(digest(head)) !== true || of.tail?.equals(digest(tail)) !== true))
    return null;
  return sumOf(Buffer.concat([head, tail, Buffer.alloc(WORD)]));
}

function probeBytes(
  { home, path }: Pick<TraceSource, 'home' | 'path'>,
  offset: number,
): { head: Buffer; tail: Buffer } | null {
  let file: number;
  try {
    file = openSync(join(home, path), 'r');
  } catch {
    return null;
  }
  try {
    const from = Math.max(0, offset - PROBE_BYTES);
    return { head: bytesAt(file, 0, Math.min(PROBE_BYTES, offset)), tail: bytesAt(file, from, offset - from) };
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

const WORD = 4;

/** Two sums of the whole words, 16 digits. */
function sumOf(bytes: Buffer): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let one = bytes.length;
  let other = ~bytes.length;
  for (let at = 0; at + WORD <= bytes.length; at += WORD) {
    const word = view.getInt32(at, true);
    one = Math.imul(one ^ word, 0x9e3779b1);
    one ^= one >>> 15;
    other = Math.imul(other ^ word, 0x85ebca6b);
    other ^= other >>> 13;
  }
  return [one, other].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Of the file as it lies on disk. @returns null where they cannot be read. */
export function bytesBetween({ home, path }: TraceSource, start: number, end: number): Buffer | null {
  try {
    const file = openSync(join(home, path), 'r');
    try {
      const bytes = Buffer.allocUnsafe(end - start);
      return readSync(file, bytes, 0, bytes.length, start) === bytes.length ? bytes : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function bytesAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, from));
}

function digest(bytes: Buffer): Buffer {
  return Buffer.from(hash('sha256', bytes, 'hex').slice(0, 40), 'hex');
}
