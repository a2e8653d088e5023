import { AiBlameError } from '../errors.js';
import { readFileSync } from './disk.js';
import { isOutOfRange } from './error-code.js';
import type { Oid } from './git-objects.js';
import { type HashName, oidBytes } from './oid.js';

/** Where the objects of one pack stand. */
export interface PackIndex {
  /** How many objects the pack has; of packs that share a table the first counts for all. */
  readonly count: number;
  /** @returns the object's offset in the pack, or -1. */
  find(id: Buffer): number;
  /** Ids that begin with the hex digits `prefix`, sorted, at most `limit`. */
  expand(prefix: string, limit: number): Oid[];
}

/** Sorted ids of one length in a buffer, with a table of how many begin with a byte no larger than each. */
export class IdTable {
  readonly #buffer: Buffer;
  readonly #fanOut: number;
  readonly #ids: number;
  readonly #stride: number;
  readonly #length: number;
  readonly count: number;

  /**
   * @param fanOut offset of 256 counts of 32 bits
   * @param ids offset of the first id
   * @param stride bytes from one id to the next
   */
  constructor(buffer: Buffer, fanOut: number, ids: number, stride: number, length: number) {
    this.#buffer = buffer;
    this.#fanOut = fanOut;
    this.#ids = ids;
    this.#stride = stride;
    this.#length = length;
    this.count = buffer.readUInt32BE(fanOut + 255 * 4);
    if (ids + this.count * stride > buffer.length) {
      throw new RangeError('the table of ids is cut off');
    }
  }

  /** @returns the place of an id among the sorted ids, or -1. */
  find(id: Buffer): number {
    if (id.length !== this.#length) {
      return -1;
    }
    const place = this.#lowerBound(id, this.#length);
    return place < this.count && this.#compare(place, id, this.#length) === 0 ? place : -1;
  }

  expand(prefix: string, limit: number): Oid[] {
    const even = Buffer.from(prefix.length % 2 === 0 ? prefix : `${prefix}0`, 'hex');
    const found: Oid[] = [];
    for (let place = this.#lowerBound(even, even.length); place < this.count && found.length < limit; place++) {
      const oid = this.oidAt(place);
      if (!oid.startsWith(prefix)) {
        break;
      }
      found.push(oid);
    }
    return found;
  }

  oidAt(place: number): Oid {
    const start = this.#ids + place * this.#stride;
    return this.#buffer.toString('hex', start, start + this.#length);
  }

  /** The first place whose id is not below `id`. */
  #lowerBound(id: Buffer, length: number): number {
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.#buffer.readUInt32BE(this.#fanOut + (first - 1) * 4);
    let high = Math.min(this.count, this.#buffer.readUInt32BE(this.#fanOut + first * 4));
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, id, length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  #compare(place: number, id: Buffer, length: number): number {
    const start = this.#ids + place * this.#stride;
    for (let i = 0; i < length; i++) {
      const difference = (this.#buffer[start + i] ?? 0) - (id[i] ?? 0);
      if (difference !== 0) {
        return difference;
      }
    }
    return 0;
  }
}

/**
 * Reads a `.idx` file, version 1 or 2 (git's `gitformat-pack`).
 * @throws AiBlameError OBJECT_CORRUPT when it is damaged, UNSUPPORTED_REPOSITORY for a later version.
 */
export function readPackIndex(file: string, hash: HashName): PackIndex {
  const buffer = readFileSync(file);
  try {
    const marked = buffer.readUInt32BE(0) === 0xff744f63;
    const version = marked ? buffer.readUInt32BE(4) : 1;
    if (version > 2) {
      throw new AiBlameError(
        'UNSUPPORTED_REPOSITORY',
        `The pack index ${file} has version ${version}; 1 and 2 are known`,
      );
    }
    return version === 2 ? new PackIndexV2(buffer, oidBytes(hash)) : new PackIndexV1(buffer, oidBytes(hash));
  } catch (error) {
    if (isOutOfRange(error)) {
      throw new AiBlameError('OBJECT_CORRUPT', `The pack index ${file} is damaged`, { cause: error });
    }
    throw error;
  }
}

/** Fan-out, then records of a 32-bit offset and an id. */
class PackIndexV1 implements PackIndex {
  readonly #buffer: Buffer;
  readonly #table: IdTable;
  readonly #stride: number;

  constructor(buffer: Buffer, idLength: number) {
    this.#buffer = buffer;
    this.#stride = idLength + 4;
    this.#table = new IdTable(buffer, 0, 1024 + 4, this.#stride, idLength);
  }

  find(id: Buffer): number {
    const place = this.#table.find(id);
    return place < 0 ? -1 : this.#buffer.readUInt32BE(1024 + place * this.#stride);
  }

  get count(): number {
    return this.#table.count;
  }

  expand(prefix: string, limit: number): Oid[] {
    return this.#table.expand(prefix, limit);
  }
}

/** Magic, version, fan-out, ids, CRCs, 32-bit offsets, 64-bit offsets for those whose top bit is set. */
class PackIndexV2 implements PackIndex {
  readonly #table: IdTable;
  readonly #offsets: OffsetTable;

  constructor(buffer: Buffer, idLength: number) {
    this.#table = new IdTable(buffer, 8, 8 + 1024, idLength, idLength);
    const offsets = 8 + 1024 + this.#table.count * (idLength + 4);
    this.#offsets = new OffsetTable(buffer, offsets, 4, offsets + this.#table.count * 4);
  }

  find(id: Buffer): number {
    const place = this.#table.find(id);
    return place < 0 ? -1 : this.#offsets.at(place);
  }

  get count(): number {
    return this.#table.count;
  }

  expand(prefix: string, limit: number): Oid[] {
    return this.#table.expand(prefix, limit);
  }
}

/** 32-bit offsets; one with the top bit set is a place in a table of 64-bit offsets. */
export class OffsetTable {
  readonly #buffer: Buffer;
  readonly #start: number;
  readonly #stride: number;
  readonly #large: number;

  constructor(buffer: Buffer, start: number, stride: number, large: number) {
    this.#buffer = buffer;
    this.#start = start;
    this.#stride = stride;
    this.#large = large;
  }

  at(place: number): number {
    const offset = this.#buffer.readUInt32BE(this.#start + place * this.#stride);
    if (offset < 0x80000000) {
      return offset;
    }
    const large = this.#buffer.readBigUInt64BE(this.#large + (offset - 0x80000000) * 8);
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new RangeError('an offset is out of range');
    }
    return Number(large);
  }
}
