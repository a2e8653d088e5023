/** A text as bytes, to be compared with bytes at any place, four at a time: this is done for every record of every trace. */
export class Literal {
  readonly length: number;
  private readonly text: string;
  /** Four bytes each; the last one overlaps the one before, so that no byte is left over. Made when it is first compared: a kept answer does not. */
  private words: Int32Array | null = null;
  private readonly lastAt: number;

  /** @param text ASCII, at least four characters. */
  constructor(text: string) {
    this.text = text;
    this.length = text.length;
    this.lastAt = text.length - 4;
  }

  /** Whether the text stands at `at` of the view, before `end`. */
  standsAt(view: DataView, at: number, end: number): boolean {
    if (at + this.length > end) {
      return false;
    }
    this.words ??= wordsOf(this.text);
    const words = this.words;
    const last = words.length - 1;
    for (let index = 0; index < last; index++) {
      if (view.getInt32(at + index * 4, true) !== words[index]) {
        return false;
      }
    }
    return view.getInt32(at + this.lastAt, true) === words[last];
  }
}

function wordsOf(text: string): Int32Array {
  const bytes = Buffer.from(text, 'latin1');
  const lastAt = bytes.length - 4;
  const starts: number[] = [];
  for (let at = 0; at < lastAt; at += 4) {
    starts.push(at);
  }
  return Int32Array.from([...starts, lastAt].map((at) => bytes.readInt32LE(at)));
}

/** Values by names that end in a quote. */
export class Names<T> {
  private readonly values: Readonly<Record<string, T>>;
  /** By the first four bytes. Made when a name is looked for: a kept answer looks for none. */
  private entries: ReadonlyMap<number, readonly Named<T>[]> | null = null;

  /** @param values names of three characters at least, ASCII. */
  constructor(values: Readonly<Record<string, T>>) {
    this.values = values;
  }

  /** The value of the name that stands at `at`, or null. */
  find(view: DataView, at: number, end: number): T | null {
    if (at + 4 <= end) {
      this.entries ??= byFirstBytes(this.values);
      const entries = this.entries.get(keyOf(view.getInt32(at, true)));
      if (entries !== undefined) {
        for (const { literal, value } of entries) {
          if (literal.standsAt(view, at, end)) {
            return value;
          }
        }
      }
    }
    return null;
  }
}

interface Named<T> {
  readonly literal: Literal;
  readonly value: T;
}

function byFirstBytes<T>(values: Readonly<Record<string, T>>): Map<number, Named<T>[]> {
  const entries = new Map<number, Named<T>[]>();
  for (const [name, value] of Object.entries(values)) {
    const literal = new Literal(`${name}"`);
    const key = keyOf(Buffer.from(`${name}"`, 'latin1').readInt32LE(0));
    entries.set(key, [...(entries.get(key) ?? []), { literal, value }]);
  }
  return entries;
}

/** A small integer, which needs no room on the heap. */
function keyOf(word: number): number {
  return word & 0x3fffffff;
}

let last: { readonly buffer: ArrayBufferLike; readonly view: DataView } | null = null;

/** A view of all the memory that `bytes` lie in; the same one as long as the memory is the same. Places in it begin at `bytes.byteOffset`. */
export function viewOf(bytes: Buffer): DataView {
  if (last?.buffer !== bytes.buffer) {
    last = { buffer: bytes.buffer, view: new DataView(bytes.buffer) };
  }
  return last.view;
}
