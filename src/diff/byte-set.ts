const CHUNK = 256 * 1024;
const EMPTY = Buffer.alloc(0);
const BEING_ADDED = 0;

/** Distinct byte strings, numbered from 0 in the order in which they were first seen. */
export class ByteSet {
  #size = 0;
  /** Open addressing: number + 1 of the string, 0 for a free slot. A power of two of slots, at most half of them used. */
  #slots = new Int32Array(1024);
  #hashes = new Int32Array(512);
  #chunkOf = new Int32Array(512);
  #starts = new Int32Array(512);
  #ends = new Int32Array(512);
  /** The first is the buffer whose strings are being added, until they are copied. */
  readonly #chunks: Buffer[] = [EMPTY];
  /** Chunk that copies go to, and how much of it is used. */
  #arena = 0;
  #arenaUsed = 0;

  get size(): number {
    return this.#size;
  }

  /** String number `number`. */
  get(number: number): Buffer {
    return this.chunk(number).subarray(this.#starts[number], this.#ends[number]);
  }

  /** The buffer that holds string `number`, at `start(number)` to `end(number)`. */
  chunk(number: number): Buffer {
    return this.#chunks[this.#chunkOf[number] as number] as Buffer;
  }

  start(number: number): number {
    return this.#starts[number] as number;
  }

  end(number: number): number {
    return this.#ends[number] as number;
  }

  /** Lets strings refer to `bytes` instead of copying them. @returns the chunk number for `addAll`. */
  hold(bytes: Buffer): number {
    this.#chunks.push(bytes);
    return this.#chunks.length - 1;
  }

  /** Adds a string of its own, copied. @returns its number. */
  add(bytes: Buffer): number {
    const numbers = new Int32Array(1);
    this.addAll(bytes, [0, bytes.length], 0, 1, numbers, 0, null);
    return numbers[0] as number;
  }

  /**
   * Adds the strings `[starts[i], starts[i + 1])` of `bytes` for `i` in `[from, to)` and writes their numbers to
   * `numbers` from `at` on.
   * @param held the chunk number of `bytes` where they are held; null copies what is new.
   */
  addAll(
    bytes: Buffer,
    starts: ArrayLike<number>,
    from: number,
    to: number,
    numbers: Int32Array,
    at: number,
    held: number | null,
  ): void {
    if (from >= to) return;
    const chunk = held ?? BEING_ADDED;
    this.#chunks[chunk] = bytes;
    // Strings that are new one after the other are copied in one piece.
    let firstNew = this.#size;
    let start = starts[from] as number;
    for (let i = from; i < to; i++) {
      const end = starts[i + 1] as number;
      const number = this.#number(bytes, chunk, start, end);
      numbers[at + i - from] = number;
      if (held === null && number + 1 !== this.#size) firstNew = this.#settle(firstNew);
      start = end;
    }
    if (held === null) this.#settle(firstNew);
    this.#chunks[BEING_ADDED] = EMPTY;
  }

  /** Copies the strings from number `first` on, which lie one behind the other, to the arena. @returns the next number. */
  #settle(first: number): number {
    if (first === this.#size) return first;
    const from = this.#starts[first] as number;
    const to = this.#ends[this.#size - 1] as number;
    const arena = this.#arena === 0 ? EMPTY : (this.#chunks[this.#arena] as Buffer);
    if (this.#arenaUsed + to - from > arena.length) {
      this.#arena = this.hold(Buffer.allocUnsafeSlow(Math.max(CHUNK, to - from)));
      this.#arenaUsed = 0;
    }
    const source = this.#chunks[BEING_ADDED] as Buffer;
    (this.#chunks[this.#arena] as Buffer).set(source.subarray(from, to), this.#arenaUsed);
    const shift = this.#arenaUsed - from;
    for (let number = first; number < this.#size; number++) {
      this.#chunkOf[number] = this.#arena;
      this.#starts[number] = (this.#starts[number] as number) + shift;
      this.#ends[number] = (this.#ends[number] as number) + shift;
    }
    this.#arenaUsed += to - from;
    return this.#size;
  }

  #number(source: Buffer, chunk: number, start: number, end: number): number {
    const hash = hashOf(source, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const found = (slots[slot] as number) - 1;
      if (found < 0) break;
      if (this.#hashes[found] === hash && this.#equals(found, source, start, end)) return found;
      slot = (slot + 1) & mask;
    }
    const number = this.#size++;
    if (number === this.#hashes.length) this.#growStrings();
    this.#hashes[number] = hash;
    this.#chunkOf[number] = chunk;
    this.#starts[number] = start;
    this.#ends[number] = end;
    slots[slot] = number + 1;
    if (this.#size * 2 > slots.length) this.#growSlots();
    return number;
  }

  #equals(number: number, source: Buffer, start: number, end: number): boolean {
    let i = this.#starts[number] as number;
    const length = end - start;
    if ((this.#ends[number] as number) - i !== length) return false;
    const bytes = this.#chunks[this.#chunkOf[number] as number] as Buffer;
    if (length > 256) return bytes.compare(source, start, end, i, i + length) === 0;
    for (let j = start; j < end; i++, j++) if (bytes[i] !== source[j]) return false;
    return true;
  }

  #growStrings(): void {
    const length = this.#hashes.length * 2;
    this.#hashes = grown(this.#hashes, length);
    this.#chunkOf = grown(this.#chunkOf, length);
    this.#starts = grown(this.#starts, length);
    this.#ends = grown(this.#ends, length);
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = (this.#hashes[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}

/** Another in every process, so that no file can be made whose lines all meet in one slot. No result depends on it. */
const SEED = Math.floor(Math.random() * 0x100000000);

/** A 32-bit hash; four bytes at a time, since one multiplication for each byte would be most of the cost. */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = SEED ^ (end - start);
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
