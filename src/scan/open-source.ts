import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceSource } from '../model/session.js';
import { type ByteReader, openPlain, readPlainAt } from './byte-reader.js';
import { openZstd } from './zstd-reader.js';

/** Documents that are not lines are read whole: up to this size. */
const MAX_DOCUMENT = 64 * 1024 ** 2;

/** Decompressed texts up to this size are kept for the next positioned read of the same file. */
const MAX_KEPT = 64 * 1024 ** 2;

/** Absolute path of the file that holds the source. */
function fileOf(source: TraceSource): string {
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

/** The compressed file that was read last, with its decompressed text. */
let kept: { readonly key: string; readonly text: Buffer } | null = null;

/**
 * Reads `length` bytes at `offset` (both in decompressed bytes); fewer where the source ends before.
 * A compressed file is decompressed from its beginning; the text of the last one is kept where it is not too large.
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
    const text = readUpTo(openZstd(path, 0), MAX_KEPT + 1);
    kept = text.length > MAX_KEPT ? null : { key, text };
  }
  return kept === null ? readUpTo(openZstd(path, offset), length) : kept.text.subarray(offset, offset + length);
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

/** What a damaged place hides is left out. */
function readUpTo(reader: ByteReader, limit: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    while (total < limit) {
      const chunk = Buffer.allocUnsafe(Math.min(256 * 1024, limit - total));
      const count = reader.read(chunk, 0, chunk.length);
      if (count === 0) {
        break;
      }
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
  } catch {
    return Buffer.concat(chunks);
  } finally {
    reader.close();
  }
  return Buffer.concat(chunks);
}
