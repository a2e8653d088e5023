import { join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { readFileSync, statSync } from './disk.js';
import { errorCode, isOutOfRange, unreadable } from './error-code.js';
import type { Oid } from './git-objects.js';
import { type HashName, oidBytes } from './oid.js';

const MAX_INDEX_BYTES = 1024 * 1024 * 1024;
/** Times, device, inode, mode, owner, group and size of a file, 4 bytes each (times 8). */
const STAT_BYTES = 40;
const MODE_AT = 24;
/** Of the flags, and of those that follow where the first one is set. */
const EXTENDED = 0x4000;
const INTENT_TO_ADD = 0x2000;

/** One entry of the index ("staged content"). */
export interface IndexEntry {
  /** Relative to the root. Ends in `/` for a whole folder of a sparse index. */
  readonly path: string;
  readonly oid: Oid;
  /** As in trees. */
  readonly mode: number;
  /** 0; in a conflict 1 (base), 2 (ours), 3 (theirs). */
  readonly stage: 0 | 1 | 2 | 3;
  /** Only meant to be added (`git add -N`): nothing of it is staged. */
  readonly isIntended?: true;
}

/**
 * Reads the index of a work tree, versions 2 to 4 (git's `gitformat-index`); sorted by the bytes of the path.
 * @param gitDir the work tree's own git directory
 * @returns empty where there is no index
 * @throws AiBlameError UNREADABLE (damaged), UNSUPPORTED_REPOSITORY (a later version, a split index)
 */
export function readIndex(gitDir: string, hash: HashName): IndexEntry[] {
  return readIndexFile(join(gitDir, 'index'), hash);
}

/** As `readIndex`, for an index that lies elsewhere: git gives hooks one of their own while it commits a part (`GIT_INDEX_FILE`). */
export function readIndexFile(file: string, hash: HashName): IndexEntry[] {
  let data: Buffer;
  try {
    if (statSync(file).size > MAX_INDEX_BYTES) {
      throw new AiBlameError('UNREADABLE', `${file} is larger than ${MAX_INDEX_BYTES >> 20} MiB`);
    }
    data = readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw unreadable(error, file);
  }
  try {
    return parseIndex(data, hash);
  } catch (error) {
    if (isOutOfRange(error)) {
      throw new AiBlameError('UNREADABLE', `${file} is damaged`, { cause: error });
    }
    throw error;
  }
}

/** @throws RangeError when it is damaged; AiBlameError UNSUPPORTED_REPOSITORY */
export function parseIndex(data: Buffer, hash: HashName): IndexEntry[] {
  const version = data.readUInt32BE(4);
  if (data.toString('latin1', 0, 4) !== 'DIRC') {
    throw new RangeError('not an index');
  }
  if (version < 2 || version > 4) {
    throw new AiBlameError('UNSUPPORTED_REPOSITORY', `The index has version ${version}; 2 to 4 are known`);
  }
  const idLength = oidBytes(hash);
  const entries: IndexEntry[] = [];
  let at = 12;
  let name: Buffer = Buffer.alloc(0);
  for (let left = data.readUInt32BE(8); left > 0; left--) {
    const start = at;
    const mode = data.readUInt32BE(start + MODE_AT);
    const oid = data.toString('hex', start + STAT_BYTES, start + STAT_BYTES + idLength);
    const flags = data.readUInt16BE(start + STAT_BYTES + idLength);
    const isExtended = (flags & EXTENDED) !== 0;
    const flagsEnd = start + STAT_BYTES + idLength + (isExtended ? 4 : 2);
    const isIntended = isExtended && (data.readUInt16BE(flagsEnd - 2) & INTENT_TO_ADD) !== 0;
    at = flagsEnd;
    if (version === 4) {
      // The path begins with what the path before began with, but for a number of bytes at its end.
      const dropped = readOffset(data, at);
      const end = endOfName(data, dropped.end);
      name = Buffer.concat([name.subarray(0, name.length - dropped.value), data.subarray(dropped.end, end)]);
      at = end + 1;
    } else {
      const end = endOfName(data, at);
      name = data.subarray(at, end);
      // One to eight NULs, up to a multiple of eight bytes.
      at = start + ((end - start + 8) & ~7);
    }
    entries.push({
      path: name.toString('utf8'),
      oid,
      mode,
      stage: ((flags >> 12) & 3) as IndexEntry['stage'],
      ...(isIntended ? { isIntended } : {}),
    });
  }
  checkExtensions(data, at, data.length - idLength);
  return entries;
}

function endOfName(data: Buffer, from: number): number {
  const end = data.indexOf(0, from);
  if (end <= from - 1 || end < 0) {
    throw new RangeError('a path has no end');
  }
  return end;
}

/** A number as in the offsets of deltas: 7 bits a byte, the most significant first, each further byte adds one. */
function readOffset(data: Buffer, from: number): { value: number; end: number } {
  let at = from;
  let byte = data.readUInt8(at++);
  let value = byte & 0x7f;
  while (byte >= 0x80) {
    byte = data.readUInt8(at++);
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, end: at };
}

/** An extension in lower case changes what the entries mean. `sdir` only allows whole folders, which are told as such. */
function checkExtensions(data: Buffer, from: number, end: number): void {
  for (let at = from; at + 8 <= end; at += 8 + data.readUInt32BE(at + 4)) {
    const name = data.toString('latin1', at, at + 4);
    if (/^[a-z]/.test(name) && name !== 'sdir') {
      throw new AiBlameError('UNSUPPORTED_REPOSITORY', `The index has the extension ${name}, which is not known`, {
        ...(name === 'link' ? { hint: 'Run `git update-index --no-split-index`' } : {}),
      });
    }
  }
}
