const BACKSLASH = 0x5c;
const BLANK = 0x20;

/** So many texts are known by their bytes; where a session uses more, the records with the others are parsed. */
const MAX_KNOWN = 8;

/** Texts that came with a name in earlier records, as bytes, to be known again without parsing. */
export class KnownTexts {
  private readonly name: Buffer;
  /** The quote as it is written around the text. */
  private readonly quote: Buffer;
  /** How far into a record the name is looked for. */
  private readonly within: number;
  /** With their quotes. */
  private known: Buffer[] = [];
  /** Name and text as they stood in the record that was found last, and how far from its beginning and its end. */
  private usual: Buffer | null = null;
  private fromStart = 0;
  private fromEnd = 0;

  constructor(name: string, quote: string, within: number) {
    this.name = Buffer.from(name);
    this.quote = Buffer.from(quote);
    this.within = within;
  }

  /** The known texts, with their quotes, the latest first. */
  all(): string[] {
    return this.known.map((text) => text.toString());
  }

  restore(texts: readonly string[]): void {
    this.known = texts.map((text) => Buffer.from(text));
  }

  /**
   * Whether one of the known texts stands in the record, which has one text of the name at most.
   * @param isWhole false: only the first bytes of the record are given.
   */
  standIn(bytes: Buffer, start: number, end: number, isWhole: boolean): boolean {
    // Records of a kind are much alike: the text often stands as far from the beginning, or from the end, as the last time.
    if (
      isWhole &&
      this.usual !== null &&
      (isAt(bytes, start + this.fromStart, end, this.usual) || isAt(bytes, end - this.fromEnd, end, this.usual))
    ) {
      return true;
    }
    const head = bytes.subarray(start, Math.min(end, start + this.within));
    const at = head.indexOf(this.name);
    const from = at === -1 ? -1 : this.textAt(head, at);
    const text = from === -1 ? undefined : this.known.find((each) => isAt(head, from, head.length, each));
    if (text === undefined || !isWhole) {
      return text !== undefined;
    }
    this.usual = Buffer.from(head.subarray(at, from + text.length));
    this.fromStart = at;
    this.fromEnd = end - start - at;
    return true;
  }

  /** Whether every text of the name in the record is known; true where there is none. */
  areKnown(bytes: Buffer, start: number, end: number): boolean {
    const record = bytes.subarray(start, end);
    for (let at = record.indexOf(this.name); at !== -1; at = record.indexOf(this.name, at + this.name.length)) {
      const from = this.textAt(record, at);
      if (from !== -1 && !this.known.some((each) => isAt(record, from, record.length, each))) {
        return false;
      }
    }
    return true;
  }

  /** @returns whether the record has a text of that name. */
  remember(bytes: Buffer): boolean {
    const head = bytes.subarray(0, Math.min(bytes.length, this.within));
    const at = head.indexOf(this.name);
    const from = at === -1 ? -1 : this.textAt(head, at);
    if (from === -1) {
      return false;
    }
    const stop = head.indexOf(this.quote, from + this.quote.length);
    // A text with an escape before its end is not told apart from a longer one: it is parsed every time.
    if (stop !== -1 && head[stop - 1] !== BACKSLASH) {
      const text = Buffer.from(head.subarray(from, stop + this.quote.length));
      this.known = [text, ...this.known.filter((each) => !each.equals(text))].slice(0, MAX_KNOWN);
      // It may be one that is not known any more.
      this.usual = null;
    }
    return true;
  }

  /** Where the text begins, its quote included; -1 where there is none, or `null`. */
  private textAt(head: Buffer, at: number): number {
    let from = at + this.name.length;
    while (head[from] === BLANK) {
      from += 1;
    }
    return head[from] === this.quote[0] ? from : -1;
  }
}

function isAt(bytes: Buffer, at: number, end: number, text: Buffer): boolean {
  if (at < 0 || at + text.length > end) {
    return false;
  }
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text[index]) {
      return false;
    }
  }
  return true;
}
