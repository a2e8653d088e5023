import type { TraceSource } from '../model/session.js';
import type { ByteReader } from './byte-reader.js';
import { openSource } from './open-source.js';

/**
 * What is to be done with a record, judged from its first bytes.
 * `search`: not wanted itself, but the record that a crash fused to its end may be (see `ScanOptions.inner`).
 */
export type Verdict = 'skip' | 'want' | 'search';

/** A whole record. `bytes` is only good during the call: it is a view of a buffer that is used again. */
export interface ScannedRecord {
  readonly bytes: Buffer;
  /** Number of its line in the source, from 1. Blank lines count, records fused on one line share theirs. */
  readonly line: number;
  /** Of its first byte, in decompressed bytes. */
  readonly offset: number;
  /** Without the line end. */
  readonly length: number;
}

/**
 * What of a line is shown. `line`: all of it. `head`: its first bytes, `HEADER` at least; where it is wanted all of it is shown again.
 * `inner`: what a crash fused to its end. `last`: all there is of a last line without an end.
 */
export type Part = 'line' | 'head' | 'inner' | 'last';

export interface RecordVisitor {
  /** @param bytes from `start` to `end` (not included); must not be kept. */
  test(bytes: Buffer, start: number, end: number, part: Part): Verdict;
  record(record: ScannedRecord): void;
  /** All finished lines were shown; one without an end may follow. */
  finished?(soFar: ScanSoFar): void;
}

export interface ScanOptions {
  /** Offset of a line's beginning to start at, in decompressed bytes; its line number is `line`. */
  readonly start?: number;
  readonly line?: number;
  /** Offset to stop at, as if the source ended there. */
  readonly stop?: number;
  /** Wanted records that are longer are passed by and counted in `tooLarge`, as are other lines of over 32 MiB. */
  readonly maxRecord?: number;
  /** The bytes that every record begins with: where they stand within a `search` line, another record begins there. */
  readonly inner?: Buffer;
}

export type ScanSoFar = Pick<ScanResult, 'last' | 'tooLarge'>;

export interface ScanResult {
  /** Offset after the last line end: where to go on when the source has grown. */
  readonly end: number;
  /** Number of the line at `end`. */
  readonly nextLine: number;
  /** The last line that is not blank, finished or not, with its first bytes (64 at most); null in an empty source. */
  readonly last: { readonly offset: number; readonly length: number; readonly head: Buffer } | null;
  readonly tooLarge: number;
  /** The source ends in a line that is neither finished nor whole: its writer may be at work. */
  readonly torn: boolean;
  /** Why the reading stopped early, or null. */
  readonly failure: string | null;
}

/** As many bytes of a record are shown to `test`, unless it is shorter. */
const HEADER = 512;

const BUFFER = 256 * 1024;

/** In lines that are not shorter nothing is searched for. */
export const MOST_SEARCHED = BUFFER / 2;

const LAST_HEAD = 64;
const MAX_RECORD = 64 * 1024 ** 2;
/** A line that is passed by is told of only where it is longer: images and outputs of some MB are nothing unusual. */
const MOST_UNTOLD = 32 * 1024 ** 2;
const LF = 10;
const CR = 13;

/** Used again by every scan; taken away while one runs, so that a scan within a scan gets its own. */
let spare: Buffer | null = null;

/**
 * Passes the records of a source by `visitor`, in order, synchronously. Lines end in byte 0x0A only (formats/codex.md, 15); a CR
 * before it, and a byte order mark at the beginning, are no part of a record. A last line without an end is given only where it
 * parses as JSON. Memory: one buffer, and the longest wanted record.
 * @throws AiBlameError UNREADABLE when the source cannot be opened.
 */
export function scanRecords(source: TraceSource, visitor: RecordVisitor, options: ScanOptions = {}): ScanResult {
  const reader = upTo(
    openSource(source, options.start ?? 0),
    (options.stop ?? Number.POSITIVE_INFINITY) - (options.start ?? 0),
  );
  const buffer = spare ?? Buffer.allocUnsafe(BUFFER);
  spare = null;
  try {
    return new Scan(reader, visitor, options, buffer).run();
  } finally {
    spare = buffer;
    reader.close();
  }
}

/** The first `limit` bytes of a reader. */
function upTo(reader: ByteReader, limit: number): ByteReader {
  let left = limit;
  return {
    read(into, at, length) {
      const count = left > 0 ? reader.read(into, at, Math.min(left, length)) : 0;
      left -= count;
      return count;
    },
    close: () => reader.close(),
  };
}

class Scan {
  private readonly reader: ByteReader;
  private readonly visitor: RecordVisitor;
  private readonly maxRecord: number;
  private readonly inner: Buffer | null;
  private buffer: Buffer;
  /** `view` holds the bytes read and not yet done with: from `low` on. */
  private view: Buffer;
  private low = 0;
  /** Offset in the source of the view's first byte. */
  private base: number;
  private line: number;
  private lastOffset = -1;
  private lastLength = 0;
  /** Offset of the line whose first bytes are in `head`. */
  private headOffset = -1;
  private headLength = 0;
  private readonly head = Buffer.alloc(LAST_HEAD);
  private tooLarge = 0;
  private failure: string | null = null;

  constructor(reader: ByteReader, visitor: RecordVisitor, options: ScanOptions, buffer: Buffer) {
    this.reader = reader;
    this.visitor = visitor;
    this.maxRecord = options.maxRecord ?? MAX_RECORD;
    this.inner = options.inner ?? null;
    this.buffer = buffer;
    this.view = buffer.subarray(0, 0);
    this.base = options.start ?? 0;
    this.line = options.line ?? 1;
  }

  run(): ScanResult {
    let atStart = this.base === 0;
    let torn = false;
    while (this.fill()) {
      if (atStart) {
        atStart = false;
        this.passMark();
      }
      do {
        this.wholeLines();
      } while (this.view.length - this.low >= HEADER && this.longLine());
    }
    const end = this.base + this.low;
    this.visitor.finished?.({ tooLarge: this.tooLarge, last: this.last() });
    if (this.low < this.view.length) {
      torn = this.unfinished();
    }
    return { end, nextLine: this.line, last: this.last(), tooLarge: this.tooLarge, torn, failure: this.failure };
  }

  private last(): ScanResult['last'] {
    this.keepHead();
    return this.lastOffset === -1
      ? null
      : { offset: this.lastOffset, length: this.lastLength, head: this.head.subarray(0, this.headLength) };
  }

  /** Copies the first bytes of the line that was seen last, before they leave the view. */
  private keepHead(): void {
    const at = this.lastOffset - this.base;
    if (this.headOffset !== this.lastOffset && at >= 0) {
      this.headOffset = this.lastOffset;
      this.headLength = this.view.copy(this.head, 0, at, Math.min(at + this.lastLength, at + LAST_HEAD));
    }
  }

  /** Moves what is left to the buffer's beginning and reads more behind it. False at the end of the source. */
  private fill(): boolean {
    this.keepHead();
    const left = this.view.length - this.low;
    if (this.low > 0) {
      this.buffer.copyWithin(0, this.low, this.view.length);
      this.base += this.low;
      this.low = 0;
    }
    let count = 0;
    try {
      count = this.reader.read(this.buffer, left, this.buffer.length - left);
    } catch (cause) {
      this.failure = cause instanceof Error ? cause.message : String(cause);
    }
    this.view = this.buffer.subarray(0, left + count);
    return count > 0;
  }

  private passMark(): void {
    if (this.view[0] === 0xef && this.view[1] === 0xbb && this.view[2] === 0xbf) {
      this.low = 3;
    }
  }

  /** Visits the lines that end within the view. */
  private wholeLines(): void {
    const view = this.view;
    for (let stop = view.indexOf(LF, this.low); stop !== -1; stop = view.indexOf(LF, this.low)) {
      this.visit(this.low, stop);
      this.low = stop + 1;
      this.line += 1;
    }
  }

  private visit(start: number, stop: number): void {
    const end = stop > start && this.view[stop - 1] === CR ? stop - 1 : stop;
    if (end === start) {
      return;
    }
    this.seen(this.base + start, end - start);
    let begin = start;
    let verdict = this.visitor.test(this.view, begin, end, 'line');
    // Longer lines may be passed by before all of them was read: whether one is must not depend on where the reading began.
    while (verdict === 'search' && this.inner !== null && end - start < MOST_SEARCHED) {
      // Every record begins with these bytes, so the search ends at the next line's beginning at the latest.
      begin = this.view.indexOf(this.inner, begin + 1);
      if (begin === -1 || begin >= end) {
        return;
      }
      verdict = this.visitor.test(this.view, begin, end, 'inner');
    }
    if (verdict === 'want') {
      this.deliver(begin, end);
    }
  }

  private seen(offset: number, length: number): void {
    this.lastOffset = offset;
    this.lastLength = length;
  }

  private deliver(start: number, end: number): void {
    if (end - start > this.maxRecord) {
      this.tooLarge += 1;
      return;
    }
    const bytes = this.view.subarray(start, end);
    this.visitor.record({ bytes, line: this.line, offset: this.base + start, length: end - start });
  }

  /**
   * The view ends within a line whose header is there: passes the line by, or gathers it.
   * @returns whether the view may hold whole lines again.
   */
  private longLine(): boolean {
    const verdict = this.visitor.test(this.view, this.low, this.view.length, 'head');
    if (verdict === 'search' && this.view.length - this.low < MOST_SEARCHED) {
      return false;
    }
    if (verdict !== 'want') {
      const more = this.skipLine();
      if (more && this.lastLength > MOST_UNTOLD) {
        this.tooLarge += 1;
      }
      return more;
    }
    const own = this.buffer;
    let searched = this.low;
    while (this.view.indexOf(LF, searched) === -1) {
      const length = this.view.length - this.low;
      if (length > this.maxRecord) {
        this.tooLarge += 1;
        const more = this.skipLine();
        this.shrink(own);
        return more;
      }
      if (this.buffer.length - length < BUFFER / 4) {
        this.grow();
      }
      if (!this.fill()) {
        return false;
      }
      searched = length;
    }
    this.wholeLines();
    this.shrink(own);
    return true;
  }

  /** Drops bytes up to the line's end. False where the source ends first: then the line counts as unfinished. */
  private skipLine(): boolean {
    const offset = this.base + this.low;
    this.seen(offset, this.view.length - this.low);
    let stop = this.view.indexOf(LF, this.low);
    while (stop === -1) {
      this.low = this.view.length;
      if (!this.fill()) {
        this.seen(offset, this.base - offset);
        this.base = offset;
        return false;
      }
      stop = this.view.indexOf(LF);
    }
    this.seen(offset, this.base + stop - offset);
    this.low = stop + 1;
    this.line += 1;
    return true;
  }

  private grow(): void {
    this.keepHead();
    const larger = Buffer.allocUnsafe(Math.min(this.buffer.length * 2, this.maxRecord + BUFFER));
    this.view.copy(larger, 0, this.low);
    this.base += this.low;
    this.view = larger.subarray(0, this.view.length - this.low);
    this.low = 0;
    this.buffer = larger;
  }

  /** Goes back to the buffer of every day, as soon as what is left fits. */
  private shrink(own: Buffer): void {
    const left = this.view.length - this.low;
    if (this.buffer !== own && left <= own.length) {
      this.keepHead();
      this.view.copy(own, 0, this.low);
      this.base += this.low;
      this.view = own.subarray(0, left);
      this.low = 0;
      this.buffer = own;
    }
  }

  /** Visits the last line if it is whole though not ended. Returns whether it is torn. */
  private unfinished(): boolean {
    const start = this.low;
    const end = this.view.length;
    this.seen(this.base + start, end - start);
    if (this.visitor.test(this.view, start, end, 'last') !== 'want') {
      return false;
    }
    try {
      JSON.parse(this.view.toString('utf8', start, end));
    } catch {
      return true;
    }
    this.deliver(start, end);
    return false;
  }
}
