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
export function isSettled({ ctimeMs, mtimeMs }: FileStamp, at: number): boolean {
  const isCoarse = ctimeMs % 1000 === 0 && mtimeMs % 1000 === 0;
  return ctimeMs < at - (isCoarse ? COARSE_TICK_MS : TICK_MS);
}

/** Digests of the first bytes, and of those before `offset`; null where they cannot be read. Of the file as it lies on disk. */
export interface Probes {
  readonly head: Buffer | null;
  readonly tail: Buffer | null;
}

export function digests(source: TraceSource, offset: number): Probes {
  let file: number;
  try {
    file = openSync(join(source.home, source.path), 'r');
  } catch {
    return { head: null, tail: null };
  }
  try {
    const from = Math.max(0, offset - PROBE_BYTES);
    return { head: digest(file, 0, Math.min(PROBE_BYTES, offset)), tail: digest(file, from, offset - from) };
  } catch {
    return { head: null, tail: null };
  } finally {
    closeSync(file);
  }
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

function digest(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const count = readSync(file, bytes, 0, length, from);
  return Buffer.from(hash('sha256', bytes.subarray(0, count), 'hex').slice(0, 40), 'hex');
}
