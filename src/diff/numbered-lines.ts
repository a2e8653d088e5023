import { ByteSet } from './byte-set.js';
import { commonRuns } from './common-bytes.js';
import { contentEnd, LineStarts, Lines } from './lines.js';
import { Workspace } from './workspace.js';

/** What two lines may differ in and still be the same line. */
export type Ignore = 'nothing' | 'line-ends' | 'whitespace';

/** A file whose lines have numbers: equal numbers, equal lines. */
export interface NumberedLines {
  readonly lines: Lines;
  /** Number of each line's exact bytes, line end included. */
  readonly texts: Int32Array;
  /** Number of what is compared of each line; the same array as `texts` where nothing is ignored. */
  readonly keys: Int32Array;
}

/**
 * Gives numbers to the lines of many versions of a file. Lines that a version shares with one numbered before are
 * recognised by comparing blocks of bytes, so that a version costs little more than what is new in it.
 */
export class LineNumbering {
  readonly ignore: Ignore;
  readonly texts = new ByteSet();
  /** For the comparisons of what is numbered here. */
  readonly workspace = new Workspace();
  readonly #hold: boolean;
  readonly #starts = new LineStarts(1024);
  /** Key of each text. */
  #keyOf = new Int32Array(0);
  #keysKnown = 0;
  /** Whether every key seen so far is the text itself. */
  #plain = true;

  /** @param options.hold keeps the files' buffers instead of copying new lines: for a single comparison. */
  constructor(ignore: Ignore, options: { hold?: boolean } = {}) {
    this.ignore = ignore;
    this.#hold = options.hold ?? false;
  }

  /** @param like a version numbered here before that has much in common with this one. */
  number(lines: Lines, like: NumberedLines | null = null): NumberedLines {
    if (like !== null) return this.#numberLike(lines, like);
    const texts = new Int32Array(lines.count);
    this.texts.addAll(lines.bytes, lines.starts, 0, lines.count, texts, 0, this.#held(lines.bytes));
    return { lines, texts, keys: this.#keys(texts) };
  }

  /** Content of text `text`: without LF, and without a CR before it. */
  contentOf(text: number): Buffer {
    const chunk = this.texts.chunk(text);
    const start = this.texts.start(text);
    return chunk.subarray(start, contentEnd(chunk, start, this.texts.end(text)));
  }

  #held(bytes: Buffer): number | null {
    return this.#hold ? this.texts.hold(bytes) : null;
  }

  #numberLike(lines: Lines, like: NumberedLines): NumberedLines {
    const bytes = lines.bytes;
    const runs = commonRuns(like.lines, bytes);
    const starts = this.#starts;
    // First line of each run in this file.
    const at: number[] = [];
    let offset = 0;
    for (const run of runs) {
      starts.scan(bytes, offset, run.offset);
      at.push(starts.count);
      const shift = run.offset - (like.lines.starts[run.before] as number);
      starts.copy(like.lines.starts, run.before, run.before + run.count, shift);
      offset = (like.lines.starts[run.before + run.count] as number) + shift;
    }
    starts.scan(bytes, offset, bytes.length);
    const split = lines.isSplit ? lines : new Lines(bytes, starts.finish(bytes.length));
    const texts = new Int32Array(split.count);
    const held = this.#held(bytes);
    let line = 0;
    runs.forEach((run, i) => {
      const first = at[i] as number;
      this.texts.addAll(bytes, split.starts, line, first, texts, line, held);
      texts.set(like.texts.subarray(run.before, run.before + run.count), first);
      line = first + run.count;
    });
    this.texts.addAll(bytes, split.starts, line, split.count, texts, line, held);
    return { lines: split, texts, keys: this.#keys(texts) };
  }

  #keys(texts: Int32Array): Int32Array {
    if (this.ignore === 'nothing') return texts;
    this.#findKeys();
    if (this.#plain) return texts;
    const keys = new Int32Array(texts.length);
    const keyOf = this.#keyOf;
    for (let i = 0; i < keys.length; i++) keys[i] = keyOf[texts[i] as number] as number;
    return keys;
  }

  /** The key of a text is the number of its canonical spelling, which may itself be a text that no file has. */
  #findKeys(): void {
    while (this.#keysKnown < this.texts.size) {
      const text = this.#keysKnown++;
      if (text >= this.#keyOf.length) {
        const larger = new Int32Array(Math.max(1024, text * 2));
        larger.set(this.#keyOf);
        this.#keyOf = larger;
      }
      const canonical = this.#canonical(text);
      this.#keyOf[text] = canonical === null ? text : this.texts.add(canonical);
      if (canonical !== null) this.#plain = false;
    }
  }

  /** The bytes that stand for a text, or null where the text stands for itself. */
  #canonical(text: number): Buffer | null {
    const chunk = this.texts.chunk(text);
    const start = this.texts.start(text);
    const end = this.texts.end(text);
    if (this.ignore === 'whitespace') return withoutWhitespace(chunk, start, end);
    const content = contentEnd(chunk, start, end);
    if (content === end - 1) return null;
    return Buffer.concat([chunk.subarray(start, content), NEWLINE]);
  }
}

const NEWLINE = Buffer.from('\n');

function isWhitespace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
}

function withoutWhitespace(bytes: Buffer, start: number, end: number): Buffer | null {
  let kept = 0;
  for (let i = start; i < end; i++) if (!isWhitespace(bytes[i])) kept++;
  if (kept === end - start) return null;
  const result = Buffer.allocUnsafe(kept);
  let at = 0;
  for (let i = start; i < end; i++) if (!isWhitespace(bytes[i])) result[at++] = bytes[i] as number;
  return result;
}
