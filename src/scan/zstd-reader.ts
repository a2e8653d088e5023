import { statSync } from 'node:fs';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { type ByteReader, openPlain, readPlainAt } from './byte-reader.js';
import { framesOf } from './zstd-frames.js';

/** Compressed bytes taken at a time. */
const CHUNK = 64 * 1024;

/** No source gives more than this once decompressed: a small file must not become an endless one. */
const MAX_TEXT = 4 * 1024 ** 3;

/** Up to here a whole text may stand in memory, so that Node's own decompressor (which is not incremental) can be used. */
const MAX_WHOLE_FILE = 16 * 1024 ** 2;
const MAX_WHOLE_TEXT = 64 * 1024 ** 2;

/** A frame may ask for a window up to this size (the limit of the `zstd` tool without `--long`). */
const MAX_WINDOW = 128 * 1024 ** 2;

/** In Node from 22.15 on; the types at hand are those of Node 20. */
interface WithZstd {
  readonly zstdDecompressSync?: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
}

/**
 * Reads the text of a zstd file from `offset` (in decompressed bytes) on, decompressing as it goes.
 * Memory: a chunk and the frame's window, or the whole of a small text.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function openZstd(path: string, offset: number): ByteReader {
  return openWhole(path, offset) ?? openStream(path, offset);
}

function openWhole(path: string, offset: number): ByteReader | null {
  const decompress = (zlib as WithZstd).zstdDecompressSync;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (decompress === undefined || size === undefined || size > MAX_WHOLE_FILE) {
    return null;
  }
  const frames = framesOf(readPlainAt(path, 0, size));
  if (frames === null || frames.length === 0) return null;
  const texts: Buffer[] = [];
  let left = MAX_WHOLE_TEXT;
  try {
    for (const frame of frames) {
      const text = decompress(frame, { maxOutputLength: Math.max(1, left) });
      texts.push(text);
      left -= text.length;
    }
  } catch {
    // Too large for memory, or damaged: the stream gives what can be had.
    return null;
  }
  return openBuffer(Buffer.concat(texts), offset);
}

function openBuffer(text: Buffer, offset: number): ByteReader {
  let position = offset;
  return {
    read(into, at, length) {
      const count = text.copy(into, at, position, Math.min(text.length, position + length));
      position += count;
      return count;
    },
    close: () => {},
  };
}

function openStream(path: string, offset: number): ByteReader {
  const compressed = openPlain(path, 0);
  const blocks: Uint8Array[] = [];
  const stream = new Decompress((block) => {
    blocks.push(block);
  });
  let skip = offset;
  let total = 0;
  let state: 'head' | 'body' | 'ended' = 'head';

  function pump(): void {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = compressed.read(chunk, 0, CHUNK);
    if (state === 'head') {
      checkWindow(chunk.subarray(0, count));
    }
    state = count === 0 ? 'ended' : 'body';
    stream.push(chunk.subarray(0, count), count === 0);
  }

  /** The next bytes that the stream made, or null at its end. What came before a damaged place is given first. */
  function block(): Uint8Array | null {
    let damage: unknown = null;
    while (blocks.length === 0 && state !== 'ended') {
      try {
        pump();
      } catch (cause) {
        state = 'ended';
        damage = cause;
      }
    }
    const next = blocks[0];
    if (next === undefined && damage !== null) {
      throw damage;
    }
    return next ?? null;
  }

  function take(count: number): void {
    const first = blocks[0];
    if (first !== undefined && count < first.length) {
      blocks[0] = first.subarray(count);
    } else {
      blocks.shift();
    }
    total += count;
    if (total > MAX_TEXT) {
      throw new Error(`more than ${MAX_TEXT} bytes of text`);
    }
  }

  return {
    read(into, at, length) {
      for (let next = block(); next !== null; next = block()) {
        const passed = Math.min(skip, next.length);
        const count = Math.min(length, next.length - passed);
        into.set(next.subarray(passed, passed + count), at);
        take(passed + count);
        skip -= passed;
        if (count > 0) {
          return count;
        }
      }
      return 0;
    },
    close: () => compressed.close(),
  };
}

/** RFC 8878, 3.1.1.1: bit 5 of the descriptor (byte 4) tells that no window size follows it. */
function checkWindow(head: Buffer): void {
  const descriptor = head[4];
  const window = head[5];
  if (descriptor === undefined || window === undefined || head.readUInt32LE(0) !== 0xfd2fb528) {
    return;
  }
  const singleSegment = (descriptor & 0x20) !== 0;
  const base = 2 ** (10 + (window >> 3));
  if (!singleSegment && base + (base / 8) * (window & 7) > MAX_WINDOW) {
    throw new Error('the zstd frame asks for too large a window');
  }
}
