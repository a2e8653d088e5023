import { AiBlameError } from '../errors.js';
import { isOutOfRange } from './error-code.js';
import { FileWindows } from './file-windows.js';
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

/** Sorted ids of one length in a file, with a table of how many begin with a byte no larger than each. */
export class IdTable {
  readonly #file: FileWindows;
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
  constructor(file: FileWindows, fanOut: number, ids: number, stride: number, length: number) {
    this.#file = file;
    this.#fanOut = fanOut;
    this.#ids = ids;
    this.#stride = stride;
    this.#length = length;
    this.count = file.uint32(fanOut + 255 * 4);
    if (ids + this.count * stride > file.size) {
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
    return this.#file.hex(this.#ids + place * this.#stride, this.#length);
  }

  /** The first place whose id is not below `id`. */
  #lowerBound(id: Buffer, length: number): number {
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.#file.uint32(this.#fanOut + (first - 1) * 4);
    let high = Math.min(this.count, this.#file.uint32(this.#fanOut + first * 4));
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
    return this.#file.compare(this.#ids + place * this.#stride, id, length);
  }
}

/**
 * Reads a `.idx` file, version 1 or 2 (git's `gitformat-pack`).
 * @throws AiBlameError OBJECT_CORRUPT when it is damaged, UNSUPPORTED_REPOSITORY for a later version.
 */
export function readPackIndex(file: string, hash: HashName): PackIndex {
  const windows = new FileWindows(file);
  try {
    const marked = windows.uint32(0) === 0xff744f63;
    const version = marked ? windows.uint32(4) : 1;
    if (version > 2) {
      throw new AiBlameError(
        'UNSUPPORTED_REPOSITORY',
        `The pack index ${file} has version ${version}; 1 and 2 are known`,
      );
    }
    return version === 2 ? new PackIndexV2(windows, oidBytes(hash)) : new PackIndexV1(windows, oidBytes(hash));
  } catch (error) {
    if (isOutOfRange(error)) {
      throw new AiBlameError('OBJECT_CORRUPT', `The pack index ${file} is damaged`, { cause: error });
    }
    throw error;
  }
}

/** Fan-out, then records of a 32-bit offset and an id. */
class PackIndexV1 implements PackIndex {
  readonly #file: FileWindows;
  readonly #table: IdTable;
  readonly #stride: number;

  constructor(file: FileWindows, idLength: number) {
    this.#file = file;
    this.#stride = idLength + 4;
    this.#table = new IdTable(file, 0, 1024 + 4, this.#stride, idLength);
  }

  find(id: Buffer): number {
    const place = this.#table.find(id);
    return place < 0 ? -1 : this.#file.uint32(1024 + place * this.#stride);
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

  constructor(file: FileWindows, idLength: number) {
    this.#table = new IdTable(file, 8, 8 + 1024, idLength, idLength);
    const offsets = 8 + 1024 + this.#table.count * (idLength + 4);
    this.#offsets = new OffsetTable(file, offsets, 4, offsets + this.#table.count * 4);
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
  readonly #file: FileWindows;
  readonly #start: number;
  readonly #stride: number;
  readonly #large: number;

  constructor(file: FileWindows, start: number, stride: number, large: number) {
    this.#file = file;
    this.#start = start;
    this.#stride = stride;
    this.#large = large;
  }

  at(place: number): number {
    const offset = this.#file.uint32(this.#start + place * this.#stride);
    if (offset < 0x80000000) {
      return offset;
    }
    const large = this.#file.uint64(this.#large + (offset - 0x80000000) * 8);
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new RangeError('an offset is out of range');
    }
    return Number(large);
  }
}
