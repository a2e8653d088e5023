import { crc32 } from 'node:zlib';
import { inflateCounted } from './inflate.js';
import { type HashName, isZeroOid, oidBytes } from './oid.js';
import type { ReflogEntry, RefValue } from './ref-store.js';

const REF_BLOCK = 0x72;
const LOG_BLOCK = 0x67;
/** From the start of the footer: its copy of the header, then positions of 8 bytes: ref index, objects, object index, log, log index. */
const LOG_POSITION = 3 * 8;
const FOOTER_BYTES = 5 * 8 + 4;

/** A log record, and what orders those of one ref: the number of the transaction. */
export interface ReftableLog {
  readonly ref: string;
  readonly update: bigint;
  /** null: the record was removed. */
  readonly entry: ReflogEntry | null;
}

/**
 * One file of refs and their logs (git's Documentation/technical/reftable).
 * Every method throws RangeError where the file is damaged.
 */
export class Reftable {
  readonly #data: Buffer;
  readonly #idLength: number;
  readonly #headerBytes: number;
  readonly #blockSize: number;
  readonly #footer: number;

  constructor(data: Buffer, hash: HashName) {
    const version = data.readUInt8(4);
    if (data.toString('latin1', 0, 4) !== 'REFT' || (version !== 1 && version !== 2)) {
      throw new RangeError('not a reftable of version 1 or 2');
    }
    if (hash === 'sha256' && (version !== 2 || data.toString('latin1', 24, 28) !== 's256')) {
      throw new RangeError('a reftable of SHA-1 in a repository of SHA-256');
    }
    this.#data = data;
    this.#idLength = oidBytes(hash);
    this.#headerBytes = version === 1 ? 24 : 28;
    this.#blockSize = data.readUIntBE(5, 3);
    this.#footer = data.length - this.#headerBytes - FOOTER_BYTES;
    if (
      this.#footer < this.#headerBytes ||
      crc32(data.subarray(this.#footer, -4)) !== data.readUInt32BE(data.length - 4)
    ) {
      throw new RangeError('its footer is damaged');
    }
  }

  /** All refs, sorted by name; null: deleted here. */
  *refs(): Generator<[name: string, value: RefValue | null]> {
    let at = 0;
    while (this.#blockType(at) === REF_BLOCK) {
      const end = at + this.#blockLength(at);
      yield* this.#refsOfBlock(new Records(this.#data, this.#body(at), end));
      // Padding up to the block size begins with a NUL; without it the next block follows at once.
      at = this.#blockSize > 0 && this.#data[end] === 0 ? at + this.#blockSize : end;
    }
  }

  /** All log records, by ref, the newest of each first. */
  *logs(): Generator<ReftableLog> {
    const position = this.#data.readBigUInt64BE(this.#footer + this.#headerBytes + LOG_POSITION);
    let at = Number(position);
    while (this.#blockType(at) === LOG_BLOCK) {
      const body = this.#body(at);
      const length = this.#blockLength(at) - (body - at);
      const { content, consumed } = inflateCounted(this.#data.subarray(body, this.#footer), length) ?? damaged();
      yield* this.#logsOfBlock(new Records(content, 0, content.length));
      at = body + consumed;
    }
  }

  *#refsOfBlock(records: Records): Generator<[string, RefValue | null]> {
    for (let kind = records.next(); kind !== null; kind = records.next()) {
      const name = records.key.toString('utf8');
      // Number of the transaction.
      records.varint();
      if (kind === 0) {
        yield [name, null];
      } else if (kind === 3) {
        yield [name, { target: records.text() }];
      } else if (kind === 1 || kind === 2) {
        yield [name, { oid: records.oid(this.#idLength) }];
        records.skip(kind === 2 ? this.#idLength : 0);
      } else {
        damaged();
      }
    }
  }

  *#logsOfBlock(records: Records): Generator<ReftableLog> {
    for (let kind = records.next(); kind !== null; kind = records.next()) {
      // The name, a NUL, and the number of the transaction counted down, so that newer ones sort first.
      const { key } = records;
      const ref = key.toString('utf8', 0, key.length - 9);
      const update = 0xffff_ffff_ffff_ffffn - key.readBigUInt64BE(key.length - 8);
      yield { ref, update, entry: kind === 0 ? null : this.#logEntry(records) };
    }
  }

  #logEntry(records: Records): ReflogEntry {
    const [before, after] = [records.oid(this.#idLength), records.oid(this.#idLength)];
    const [name, email, time] = [records.text(), records.text(), records.varint()];
    // git writes the digits of the zone as a number (+0230 is 230), whatever its documentation says of minutes.
    const zone = records.int16();
    return {
      before: isZeroOid(before) ? null : before,
      after: isZeroOid(after) ? null : after,
      name,
      email,
      time,
      zone: (zone < 0 ? '-' : '+') + String(Math.abs(zone)).padStart(4, '0'),
      message: records.text().replace(/\n$/, ''),
    };
  }

  #blockType(at: number): number {
    const start = at === 0 ? this.#headerBytes : at;
    return start < this.#footer ? this.#data.readUInt8(start) : 0;
  }

  /** Counts from the start of the block; the first block begins with the file. */
  #blockLength(at: number): number {
    const length = this.#data.readUIntBE((at === 0 ? this.#headerBytes : at) + 1, 3);
    return length > this.#body(at) - at ? length : damaged();
  }

  #body(at: number): number {
    return (at === 0 ? this.#headerBytes : at) + 4;
  }
}

/** Records of one block; their keys share beginnings. */
class Records {
  readonly #data: Buffer;
  readonly #end: number;
  #at: number;
  key: Buffer = Buffer.alloc(0);

  constructor(data: Buffer, start: number, end: number) {
    this.#data = data;
    this.#at = start;
    // At the end of a block: places of keys that are whole, 3 bytes each, and their number.
    this.#end = end - 2 - 3 * data.readUInt16BE(end - 2);
  }

  /** Reads the key of the next record. @returns its kind, or null at the end. */
  next(): number | null {
    if (this.#at >= this.#end) {
      return null;
    }
    const shared = this.varint();
    const length = this.varint();
    if (shared > this.key.length) {
      damaged();
    }
    this.key = Buffer.concat([this.key.subarray(0, shared), this.#take(length >>> 3)]);
    return length & 7;
  }

  /** As the offsets of deltas: 7 bits a byte, the most significant first, each further byte adds one. */
  varint(): number {
    let byte = this.#data.readUInt8(this.#at++);
    let value = byte & 0x7f;
    while (byte >= 0x80) {
      byte = this.#data.readUInt8(this.#at++);
      value = (value + 1) * 128 + (byte & 0x7f);
    }
    return value;
  }

  int16(): number {
    return this.#take(2).readInt16BE(0);
  }

  oid(length: number): string {
    return this.#take(length).toString('hex');
  }

  text(): string {
    return this.#take(this.varint()).toString('utf8');
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): Buffer {
    const start = this.#at;
    this.#at += length;
    return this.#at <= this.#end ? this.#data.subarray(start, this.#at) : damaged();
  }
}

function damaged(): never {
  throw new RangeError('a block is damaged');
}
