import { closeSync, fstatSync, readSync } from 'node:fs';
import { openSync } from './disk.js';
import { LruCache } from './lru-cache.js';

/** Bytes of one window, and of all that are kept. */
const WINDOW_BYTES = 64 * 1024;
const KEPT_BYTES = 16 * 1024 * 1024;

/** Whatever is asked for at a place within a window is in it to this length, also where it reaches into the next one. */
const OVERLAP_BYTES = 64;

/**
 * A file of which little is wanted, here and there: pieces of it are read when they are asked for, and not the whole, which takes
 * as long as Node's own start to be looked into, and as much memory, where a repository is large. The file is open only while it is read.
 */
export class FileWindows {
  readonly #file: string;
  readonly #windows = new LruCache<number, Buffer>(KEPT_BYTES);
  readonly size: number;
  /** The one that was asked for last: a search asks for the same again and again. */
  #last: { readonly number: number; readonly bytes: Buffer } = { number: -1, bytes: Buffer.alloc(0) };

  /** @throws what the file system throws, as each method. */
  constructor(file: string) {
    this.#file = file;
    const handle = openSync(file);
    try {
      this.size = fstatSync(handle).size;
      this.#readInto(handle, 0);
    } finally {
      closeSync(handle);
    }
  }

  uint32(at: number): number {
    return this.#window(at).readUInt32BE(at % WINDOW_BYTES);
  }

  uint64(at: number): bigint {
    return this.#window(at).readBigUInt64BE(at % WINDOW_BYTES);
  }

  /** @param length at most `OVERLAP_BYTES`. */
  hex(at: number, length: number): string {
    const start = at % WINDOW_BYTES;
    return this.#window(at).toString('hex', start, start + length);
  }

  /** @returns a copy; less where the file ends before. */
  bytes(at: number, length: number): Buffer {
    const parts: Buffer[] = [];
    const end = Math.min(at + length, this.size);
    for (let from = at; from < end; ) {
      const start = from % WINDOW_BYTES;
      const part = this.#window(from).subarray(start, Math.min(WINDOW_BYTES, start + end - from));
      if (part.length === 0) break;
      parts.push(part);
      from += part.length;
    }
    return Buffer.concat(parts);
  }

  /** @returns below 0 where the bytes at a place come before the first `length` of others, 0 where they are the same. */
  compare(at: number, others: Buffer, length: number): number {
    const window = this.#window(at);
    const start = at % WINDOW_BYTES;
    for (let i = 0; i < length; i++) {
      const difference = (window[start + i] ?? 0) - (others[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #window(at: number): Buffer {
    const number = Math.floor(at / WINDOW_BYTES);
    if (this.#last.number !== number) this.#last = { number, bytes: this.#windowOf(number) };
    return this.#last.bytes;
  }

  #windowOf(number: number): Buffer {
    const known = this.#windows.get(number);
    if (known !== undefined) return known;
    const handle = openSync(this.#file);
    try {
      return this.#readInto(handle, number);
    } finally {
      closeSync(handle);
    }
  }

  #readInto(handle: number, number: number): Buffer {
    const start = number * WINDOW_BYTES;
    const window = Buffer.allocUnsafeSlow(Math.max(0, Math.min(WINDOW_BYTES + OVERLAP_BYTES, this.size - start)));
    let length = 0;
    while (length < window.length) {
      const read = readSync(handle, window, length, window.length - length, start + length);
      if (read === 0) break;
      length += read;
    }
    const full = window.subarray(0, length);
    this.#windows.set(number, full, full.length);
    return full;
  }
}
