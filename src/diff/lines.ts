const LF = 0x0a;
const CR = 0x0d;

/**
 * A file as bytes and the places where its lines start. Only LF ends a line. An empty file has no line; bytes after the
 * last LF are a line of their own. The bytes are shared, never copied: they must not change.
 */
export class Lines {
  readonly bytes: Buffer;
  #starts: Int32Array | null;

  /** @param starts byte offset of every line and, last, the length of the file; found on first use where not given. */
  constructor(bytes: Buffer, starts: Int32Array | null = null) {
    this.bytes = bytes;
    this.#starts = starts;
  }

  /** Whether the line starts have been found already. */
  get isSplit(): boolean {
    return this.#starts !== null;
  }

  /** Byte offset of each line; one more entry than lines, the last is the length of the file. */
  get starts(): Int32Array {
    this.#starts ??= findStarts(this.bytes);
    return this.#starts;
  }

  get count(): number {
    return this.starts.length - 1;
  }

  get hasFinalNewline(): boolean {
    return this.bytes.length > 0 && this.bytes[this.bytes.length - 1] === LF;
  }

  /** Line `line` (0-based) with its line end. */
  bytesOf(line: number): Buffer {
    const [start, end] = this.#range(line);
    return this.bytes.subarray(start, end);
  }

  /** Line `line` (0-based) without LF, and without a CR before that LF. */
  contentOf(line: number): Buffer {
    const [start, end] = this.#range(line);
    return this.bytes.subarray(start, contentEnd(this.bytes, start, end));
  }

  #range(line: number): [number, number] {
    const starts = this.starts;
    const start = starts[line];
    const end = starts[line + 1];
    if (start === undefined || end === undefined) throw new RangeError(`no line ${line} in a file of ${this.count}`);
    return [start, end];
  }
}

/** Lines of `bytes`. The work of splitting is done when it is first needed. */
export function splitLines(bytes: Buffer): Lines {
  return new Lines(bytes);
}

/** Where the content of the line `[start, end)` ends: before LF, and before a CR in front of that LF. */
export function contentEnd(bytes: Buffer, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== LF) return end;
  return end - 1 > start && bytes[end - 2] === CR ? end - 2 : end - 1;
}

/** The greatest line of `starts` that begins at `offset` or before; the number of lines for the end of the file. */
export function lineAt(starts: Int32Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offsets of lines, collected in order; to be used again after `finish`. */
export class LineStarts {
  #starts: Int32Array;
  #count = 0;

  constructor(expected: number) {
    this.#starts = new Int32Array(Math.max(16, expected));
  }

  /** Adds the start of every line within `[from, to)`; `from` starts a line. */
  scan(bytes: Buffer, from: number, to: number): void {
    let start = from;
    while (start < to) {
      if (this.#count === this.#starts.length) this.#grow(this.#count + 1);
      this.#starts[this.#count++] = start;
      start = afterLine(bytes, start, to);
    }
  }

  /** Adds lines `[from, to)` of another file's starts, each moved by `shift` bytes. */
  copy(starts: Int32Array, from: number, to: number, shift: number): void {
    const at = this.#count;
    this.#count += to - from;
    if (this.#count > this.#starts.length) this.#grow(this.#count);
    const target = this.#starts;
    for (let i = from; i < to; i++) target[at + i - from] = (starts[i] as number) + shift;
  }

  get count(): number {
    return this.#count;
  }

  /** All starts, closed by the length of the file. */
  finish(length: number): Int32Array {
    if (this.#count === this.#starts.length) this.#grow(this.#count + 1);
    this.#starts[this.#count] = length;
    const result = this.#starts.slice(0, this.#count + 1);
    this.#count = 0;
    return result;
  }

  #grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, this.#starts.length * 2));
    larger.set(this.#starts);
    this.#starts = larger;
  }
}

/** Where the line that `start` is in ends: behind its LF, or at `to`. */
function afterLine(bytes: Buffer, start: number, to: number): number {
  let at = start;
  while (at < to && bytes[at] !== LF) at++;
  return at + 1;
}

function findStarts(bytes: Buffer): Int32Array {
  const starts = new LineStarts((bytes.length >> 5) + 16);
  starts.scan(bytes, 0, bytes.length);
  return starts.finish(bytes.length);
}
