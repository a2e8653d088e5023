import { join } from 'node:path';
import { AiBlameError } from '../errors.js';
import { readFileSync, statSync } from './disk.js';
import { errorCode, isOutOfRange, unreadable } from './error-code.js';
import type { Oid } from './git-objects.js';
import { type HashName, oidBytes } from './oid.js';
import { joinSplit, parseSplitLink, type SplitLink } from './split-index.js';

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
 * @throws AiBlameError UNREADABLE (damaged), UNSUPPORTED_REPOSITORY (a later version)
 */
export function readIndex(gitDir: string, hash: HashName): IndexEntry[] {
  return readIndexFile(join(gitDir, 'index'), hash, gitDir);
}

/** As `readIndex`, for an index that lies elsewhere: git gives hooks one of their own while it commits a part (`GIT_INDEX_FILE`). */
export function readIndexFile(file: string, hash: HashName, gitDir: string): IndexEntry[] {
  const content = contentOf(file);
  if (content === null) return [];
  const { entries, link } = parsed(content, hash, file);
  if (link === null || link.base === null) return entries;
  // What most of the entries of a split index are, it shares with others before it.
  const shared = join(gitDir, `sharedindex.${link.base}`);
  const base = contentOf(shared);
  if (base === null) throw new AiBlameError('UNREADABLE', `${file} rests on ${shared}, which is not there`);
  try {
    return joinSplit(parsed(base, hash, shared).entries, entries, link).sort(byPath);
  } catch (error) {
    if (isOutOfRange(error)) throw new AiBlameError('UNREADABLE', `${file} is damaged`, { cause: error });
    throw error;
  }
}

/** As git sorts: by the bytes of the path, then by stage. */
function byPath(a: IndexEntry, b: IndexEntry): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)) || a.stage - b.stage;
}

function contentOf(file: string): Buffer | null {
  try {
    if (statSync(file).size > MAX_INDEX_BYTES) {
      throw new AiBlameError('UNREADABLE', `${file} is larger than ${MAX_INDEX_BYTES >> 20} MiB`);
    }
    return readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return null;
    }
    throw unreadable(error, file);
  }
}

function parsed(data: Buffer, hash: HashName, file: string): ParsedIndex {
  try {
    return parseIndex(data, hash);
  } catch (error) {
    if (isOutOfRange(error)) {
      throw new AiBlameError('UNREADABLE', `${file} is damaged`, { cause: error });
    }
    throw error;
  }
}

interface ParsedIndex {
  /** Of a split index only its own; those that replace others have no path. */
  readonly entries: IndexEntry[];
  /** null: it is a whole one. */
  readonly link: SplitLink | null;
}

/** @throws RangeError when it is damaged; AiBlameError UNSUPPORTED_REPOSITORY */
export function parseIndex(data: Buffer, hash: HashName): ParsedIndex {
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
  const link = linkAmong(data, at, data.length - idLength);
  return { entries, link: link === null ? null : parseSplitLink(link, idLength) };
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

/**
 * The extension of a split index. One in lower case changes what the entries mean; `sdir` only allows whole folders, which are told as
 * such.
 */
function linkAmong(data: Buffer, from: number, end: number): Buffer | null {
  let link: Buffer | null = null;
  for (let at = from; at + 8 <= end; at += 8 + data.readUInt32BE(at + 4)) {
    const name = data.toString('latin1', at, at + 4);
    if (name === 'link') link = data.subarray(at + 8, at + 8 + data.readUInt32BE(at + 4));
    else if (/^[a-z]/.test(name) && name !== 'sdir') {
      throw new AiBlameError('UNSUPPORTED_REPOSITORY', `The index has the extension ${name}, which is not known`);
    }
  }
  return link;
}
