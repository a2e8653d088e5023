/** Contents of files that were used last, within two bounds: bytes and number. Counts what it does. */
export class ContentCache {
  readonly #entries = new Map<string, Buffer>();
  readonly #mostBytes: number;
  readonly #mostEntries: number;
  #bytes = 0;
  #evictions = 0;

  constructor(mostBytes = 32 * 1024 * 1024, mostEntries = 32) {
    this.#mostBytes = mostBytes;
    this.#mostEntries = mostEntries;
  }

  /** @param make gives the content where it is not kept; null is not kept either. */
  get(key: string, make: () => Buffer | null): Buffer | null {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = make();
    if (made !== null && made.length <= this.#mostBytes) this.#keep(key, made);
    return made;
  }

  get counters(): { readonly entries: number; readonly bytes: number; readonly evictions: number } {
    return { entries: this.#entries.size, bytes: this.#bytes, evictions: this.#evictions };
  }

  #keep(key: string, content: Buffer): void {
    this.#entries.set(key, content);
    this.#bytes += content.length;
    for (const [oldest, { length }] of this.#entries) {
      if (this.#entries.size <= this.#mostEntries && this.#bytes <= this.#mostBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= length;
      this.#evictions++;
    }
  }
}
