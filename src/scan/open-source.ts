import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceSource } from '../model/session.js';
import { type ByteReader, openPlain, readPlainAt } from './byte-reader.js';
import { openZstd } from './zstd-reader.js';

/** Documents that are not lines are read whole: up to this size. */
const MAX_DOCUMENT = 64 * 1024 ** 2;

/** Decompressed texts up to this size are kept whole for the next positioned read of the same file. */
const MAX_KEPT = 64 * 1024 ** 2;

/** Whether the file that holds the source may be read. */
export function isReadable(source: TraceSource): boolean {
  try {
    accessSync(fileOf(source), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Absolute path of the file that holds the source. */
export function fileOf(source: TraceSource): string {
  return join(source.home, source.path);
}

/**
 * Opens a source at `offset`, counted in decompressed bytes.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function openSource(source: TraceSource, offset: number): ByteReader {
  const path = fileOf(source);
  return source.kind === 'jsonl.zst' ? openZstd(path, offset) : openPlain(path, offset);
}

/**
 * The compressed file that was read last: its whole text, or, where that is too large, a reader that stands at `position`.
 * Records are mostly asked for in the order of the file, so that going on is cheaper than beginning anew.
 */
type Kept =
  | { readonly key: string; readonly text: Buffer }
  | { readonly key: string; readonly text: null; readonly reader: ByteReader; position: number };

let kept: Kept | null = null;

/**
 * Reads `length` bytes at `offset` (both in decompressed bytes); fewer where the source ends before.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function readRecordAt(source: TraceSource, offset: number, length: number): Buffer {
  const path = fileOf(source);
  if (source.kind !== 'jsonl.zst') {
    return readPlainAt(path, offset, length);
  }
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = `${path}\0${stat?.size}\0${stat?.mtimeMs}`;
  if (kept?.key !== key) {
    forget();
    const text = readAll(path);
    kept = text === null ? null : { key, text };
  }
  if (kept !== null && kept.text !== null) {
    return kept.text.subarray(offset, offset + length);
  }
  if (kept === null || kept.position > offset) {
    forget();
    kept = { key, text: null, reader: openZstd(path, offset), position: offset };
  }
  readUpTo(kept.reader, offset - kept.position, false);
  const bytes = readUpTo(kept.reader, length, true);
  kept.position = offset + length;
  return bytes;
}

function forget(): void {
  if (kept !== null && kept.text === null) {
    kept.reader.close();
  }
  kept = null;
}

/** The whole text, or null where it is larger than is kept. */
function readAll(path: string): Buffer | null {
  const reader = openZstd(path, 0);
  try {
    const text = readUpTo(reader, MAX_KEPT + 1, true);
    return text.length > MAX_KEPT ? null : text;
  } finally {
    reader.close();
  }
}

/**
 * The whole of a document that is not lines.
 * @returns null where it is larger than `MAX_DOCUMENT`.
 * @throws AiBlameError UNREADABLE when the file cannot be read.
 */
export function readDocument(source: TraceSource): Buffer | null {
  const bytes = readPlainAt(fileOf(source), 0, MAX_DOCUMENT + 1);
  return bytes.length > MAX_DOCUMENT ? null : bytes;
}

/** Reads `limit` bytes, and returns them where they are to be kept. What a damaged place hides is left out. */
function readUpTo(reader: ByteReader, limit: number, keep: boolean): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for (let count = -1; count !== 0 && total < limit; total += count) {
      const chunk = Buffer.allocUnsafe(Math.min(256 * 1024, limit - total));
      count = reader.read(chunk, 0, chunk.length);
      if (keep) {
        chunks.push(chunk.subarray(0, count));
      }
    }
  } catch {
    return Buffer.concat(chunks);
  }
  return Buffer.concat(chunks);
}
