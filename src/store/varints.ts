/** Bits of a number in its first byte: the lowest says whether it is below zero, the highest whether more follow. */
const FIRST_BITS = 6;
const BITS = 7;
const MORE = 0x80;

/** As many bytes as a number takes at most. */
const LONGEST = 8;

/** Writes safe integers, small ones in one byte, and bytes and ASCII as they are. */
export class VarintWriter {
  #bytes: Buffer;
  #end = 0;

  /** @param room how many bytes there will be, roughly. */
  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafe(room + LONGEST);
  }

  /** @param value a safe integer. */
  number(value: number): void {
    const bytes = this.#room(LONGEST);
    const isNegative = value < 0;
    let rest = isNegative ? -value : value;
    let bits = ((rest % (1 << FIRST_BITS)) << 1) | (isNegative ? 1 : 0);
    rest = Math.floor(rest / (1 << FIRST_BITS));
    while (rest > 0) {
      bytes[this.#end++] = bits | MORE;
      bits = rest % (1 << BITS);
      rest = Math.floor(rest / (1 << BITS));
    }
    bytes[this.#end++] = bits;
  }

  /** @param digits of bytes, in hex. */
  hex(digits: string): void {
    const length = digits.length / 2;
    this.#end += this.#room(length).write(digits, this.#end, 'hex');
  }

  /** @param text of ASCII alone. */
  ascii(text: string): void {
    this.#end += this.#room(text.length).write(text, this.#end, 'latin1');
  }

  /** What was written; it is only good until more is. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  #room(length: number): Buffer {
    if (this.#end + length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2 + length);
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}

/** Reads what a `VarintWriter` wrote. */
export class VarintReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** Whether nothing is left. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** @throws RangeError where the bytes end. */
  number(): number {
    let byte = this.#byte();
    const isNegative = (byte & 1) !== 0;
    let value = (byte & ~MORE) >> 1;
    let factor = 1 << FIRST_BITS;
    while (byte >= MORE) {
      byte = this.#byte();
      value += (byte & ~MORE) * factor;
      factor *= 1 << BITS;
    }
    return isNegative ? -value : value;
  }

  /** @returns so many bytes, in hex. @throws RangeError where the bytes end. */
  hex(length: number): string {
    return this.#text(length, 'hex');
  }

  /** @returns so many characters. @throws RangeError where the bytes end. */
  ascii(length: number): string {
    return this.#text(length, 'latin1');
  }

  #text(length: number, encoding: 'hex' | 'latin1'): string {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError('The bytes end early');
    const text = this.#bytes.toString(encoding, this.#at, end);
    this.#at = end;
    return text;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('The bytes end early');
    return byte;
  }
}
