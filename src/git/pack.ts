import { closeSync, fstatSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { AiBlameError } from '../errors.js';
import { applyDelta, readDeltaSizes } from './delta.js';
import { openSync } from './disk.js';
import { errorCode, isOutOfRange, unreadable } from './error-code.js';
import type { GitObject, ObjectType, Oid } from './git-objects.js';
import { inflate } from './inflate.js';
import type { LruCache } from './lru-cache.js';
import { MAX_OBJECT_BYTES, objectTooLarge } from './object-size.js';
import { type HashName, oidBytes } from './oid.js';
import type { PackIndex } from './pack-index.js';

/** Types as numbered in a pack (git's `gitformat-pack`). */
const TYPES: readonly (ObjectType | null)[] = [null, 'commit', 'tree', 'blob', 'tag'];
const OFS_DELTA = 6;
const REF_DELTA = 7;
/** More than git ever writes (`pack.depth` is at most 4095); a longer chain is a cycle. */
const MAX_CHAIN = 10_000;
const WINDOW_BYTES = 16 * 1024;
const WINDOW_STEP = 4 * 1024;
/** Holds the longest header. */
const HEADER_BYTES = 64;

/** What stands at one offset of a pack. */
interface PackEntry {
  readonly offset: number;
  readonly type: number;
  /** Inflated size in bytes. */
  readonly size: number;
  /** Offset of the zlib stream. */
  readonly body: number;
  /** Where the base of a delta is. */
  readonly base: number | Oid | null;
}

const NO_OBJECTS: PackIndex = { count: 0, find: () => -1, expand: () => [] };

/** Bases of deltas, kept for the next delta, by `<pack number>:<offset>`. One cache for all packs. */
export type BaseCache = LruCache<string, GitObject>;

/** One `.pack` file, read piece by piece: never as a whole. */
export class Pack {
  /** Path of the `.pack` file. */
  readonly file: string;
  readonly #loadIndex: () => PackIndex;
  readonly #hash: HashName;
  readonly #cache: BaseCache;
  readonly #cacheKey: string;
  /** The part of the file read last: an object's base and its neighbours are often near. */
  readonly #window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #windowStart = 0;
  #windowEnd = 0;
  #index: PackIndex | null = null;
  #fd: number | null = null;
  /** Where the trailing checksum begins. */
  #end = 0;

  /** @param number differs between the packs that share `cache` */
  constructor(file: string, loadIndex: () => PackIndex, hash: HashName, cache: BaseCache, number: number) {
    this.file = file;
    this.#loadIndex = loadIndex;
    this.#hash = hash;
    this.#cache = cache;
    this.#cacheKey = `${number}:`;
  }

  /** @returns the object's offset, or -1. */
  find(id: Buffer): number {
    return this.#inIndex((index) => index.find(id));
  }

  /** How many objects it has. */
  get count(): number {
    return this.#inIndex((index) => index.count);
  }

  expand(prefix: string, limit: number): Oid[] {
    return this.#inIndex((index) => index.expand(prefix, limit));
  }

  /**
   * @param readOther reads a base that is not in this pack
   * @throws AiBlameError OBJECT_CORRUPT when the pack is damaged there
   */
  read(offset: number, readOther: (oid: Oid) => GitObject | null): GitObject {
    const chain: PackEntry[] = [];
    let object: GitObject | null = null;
    let at = offset;
    while (object === null) {
      object = this.#cache.get(this.#cacheKey + at) ?? null;
      if (object !== null) {
        break;
      }
      const entry = this.#entry(at);
      if (entry.base === null) {
        object = { type: TYPES[entry.type] as ObjectType, data: this.#inflate(entry) };
        this.#keep(at, object);
        break;
      }
      chain.push(entry);
      if (chain.length > MAX_CHAIN) {
        throw this.#corrupt(offset, 'its chain of deltas has no end');
      }
      if (typeof entry.base === 'number') {
        at = entry.base;
        continue;
      }
      const place = this.find(Buffer.from(entry.base, 'hex'));
      if (place >= 0) {
        at = place;
        continue;
      }
      object = readOther(entry.base);
      if (object === null) {
        throw this.#corrupt(offset, `its base ${entry.base} is missing`);
      }
    }
    for (let i = chain.length - 1; i >= 0; i--) {
      const entry = chain[i] as PackEntry;
      const delta = this.#inflate(entry);
      if ((readDeltaSizes(delta)?.result ?? 0) > MAX_OBJECT_BYTES) {
        throw objectTooLarge(`An object of ${this.file}`);
      }
      const data = applyDelta(object.data, delta);
      if (data === null) {
        throw this.#corrupt(entry.offset, 'its delta does not fit its base');
      }
      object = { type: object.type, data };
      this.#keep(entry.offset, object);
    }
    return object;
  }

  get isOpen(): boolean {
    return this.#fd !== null;
  }

  close(): void {
    if (this.#fd !== null) {
      closeSync(this.#fd);
      this.#fd = null;
    }
  }

  #keep(offset: number, object: GitObject): void {
    this.#cache.set(this.#cacheKey + offset, object, object.data.length + 200);
  }

  #inIndex<T>(ask: (index: PackIndex) => T): T {
    try {
      this.#index ??= this.#loadIndex();
      return ask(this.#index);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        // A repack took it away: its objects are in another pack now.
        this.#index = NO_OBJECTS;
        return ask(NO_OBJECTS);
      }
      if (isOutOfRange(error)) {
        throw new AiBlameError('OBJECT_CORRUPT', `The index of ${this.file} is damaged`, { cause: error });
      }
      throw unreadable(error, `the index of ${this.file}`);
    }
  }

  #entry(offset: number): PackEntry {
    const head = this.#readAt(offset, HEADER_BYTES);
    let at = 0;
    let byte = head[at++] ?? 0;
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let scale = 16; byte >= 0x80; scale *= 128) {
      byte = head[at++] ?? 0;
      size += (byte & 0x7f) * scale;
      if (at > 9) {
        throw this.#corrupt(offset, 'its size is out of range');
      }
    }
    if (size > MAX_OBJECT_BYTES) {
      throw objectTooLarge(`An object of ${this.file}`);
    }
    let base: number | Oid | null = null;
    if (type === OFS_DELTA) {
      byte = head[at++] ?? 0;
      let back = byte & 0x7f;
      while (byte >= 0x80 && at < 32) {
        byte = head[at++] ?? 0;
        back = (back + 1) * 128 + (byte & 0x7f);
      }
      base = offset - back;
      if (back <= 0 || base < 12) {
        throw this.#corrupt(offset, 'the base of its delta is out of range');
      }
    } else if (type === REF_DELTA) {
      base = head.toString('hex', at, at + oidBytes(this.#hash));
      at += oidBytes(this.#hash);
    } else if (!TYPES[type]) {
      throw this.#corrupt(offset, `type ${type} is not known`);
    }
    if (at >= head.length) {
      throw this.#corrupt(offset, 'the pack ends within it');
    }
    return { offset, type, size, body: offset + at, base };
  }

  #inflate(entry: PackEntry): Buffer {
    // Deflate adds a few bytes to what it cannot shrink; an encoder that adds more is met by a second, larger read.
    let length = entry.size + (entry.size >>> 10) + 64;
    for (;;) {
      const compressed = this.#readAt(entry.body, length);
      const content = inflate(compressed, entry.size, entry.size + 1);
      if (typeof content !== 'string' && content.length === entry.size) {
        return content;
      }
      if (content !== 'cut' || compressed.length < length) {
        const why = content === 'cut' ? 'the pack ends within it' : 'it cannot be decompressed to its size';
        throw this.#corrupt(entry.offset, why);
      }
      length *= 4;
    }
  }

  /** At most `length` bytes: fewer at the end of the pack. Valid until the next call. */
  #readAt(offset: number, length: number): Buffer {
    const fd = this.#open();
    const available = Math.min(length, this.#end - offset);
    if (available <= 0) {
      throw this.#corrupt(offset, 'the pack ends before it');
    }
    if (available > WINDOW_BYTES - WINDOW_STEP) {
      const buffer = Buffer.allocUnsafeSlow(available);
      return buffer.subarray(0, readSync(fd, buffer, 0, available, offset));
    }
    if (offset < this.#windowStart || offset + available > this.#windowEnd) {
      this.#windowStart = offset - (offset % WINDOW_STEP);
      const wanted = Math.min(WINDOW_BYTES, this.#end - this.#windowStart);
      this.#windowEnd = this.#windowStart + readSync(fd, this.#window, 0, wanted, this.#windowStart);
    }
    const start = offset - this.#windowStart;
    return this.#window.subarray(start, Math.min(start + available, this.#windowEnd - this.#windowStart));
  }

  #open(): number {
    if (this.#fd !== null) {
      return this.#fd;
    }
    const fd = openSync(this.file);
    const head = Buffer.alloc(12);
    readSync(fd, head, 0, 12, 0);
    const version = head.readUInt32BE(4);
    if (head.toString('latin1', 0, 4) !== 'PACK' || (version !== 2 && version !== 3)) {
      closeSync(fd);
      throw new AiBlameError('OBJECT_CORRUPT', `${this.file} is not a pack of version 2 or 3`);
    }
    this.#end = fstatSync(fd).size - oidBytes(this.#hash);
    this.#fd = fd;
    return fd;
  }

  #corrupt(offset: number, why: string): AiBlameError {
    return new AiBlameError(
      'OBJECT_CORRUPT',
      `The object at byte ${offset} of ${basename(this.file)} is damaged: ${why}`,
      {
        hint: 'Run `git fsck`',
      },
    );
  }
}
