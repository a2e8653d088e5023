/** How a line came to be in the version that first has it. */
export const BIRTH = { inserted: 0, takenOver: 1, lineEnd: 2 } as const;

export type Birth = (typeof BIRTH)[keyof typeof BIRTH];

/** Every line that any version ever inserted, each once, as columns of numbers. */
export class Entries {
  #count = 0;
  #text = new Int32Array(1024);
  #origin = new Int32Array(1024);
  #born = new Int32Array(1024);
  #died = new Int32Array(1024);
  #continuation = new Int32Array(1024);
  #birth = new Uint8Array(1024);

  /** @returns the number of the new entry. */
  add(text: number, origin: number, version: number, birth: Birth): number {
    if (this.#count === this.#text.length) this.#grow();
    const entry = this.#count++;
    this.#text[entry] = text;
    this.#origin[entry] = origin;
    this.#born[entry] = version;
    this.#died[entry] = -1;
    this.#continuation[entry] = -1;
    this.#birth[entry] = birth;
    return entry;
  }

  get count(): number {
    return this.#count;
  }

  text(entry: number): number {
    return this.#text[entry] as number;
  }

  origin(entry: number): number {
    return this.#origin[entry] as number;
  }

  /** The first version that has it. */
  born(entry: number): number {
    return this.#born[entry] as number;
  }

  birth(entry: number): Birth {
    return this.#birth[entry] as Birth;
  }

  /** The first later version that does not have it, or -1. */
  died(entry: number): number {
    return this.#died[entry] as number;
  }

  die(entry: number, version: number): void {
    this.#died[entry] = version;
  }

  /** The entry that is the same line with another line end, in the version that first lacks this one; or -1. */
  continuation(entry: number): number {
    return this.#continuation[entry] as number;
  }

  continueAs(entry: number, next: number): void {
    this.#continuation[entry] = next;
  }

  #grow(): void {
    const length = this.#text.length * 2;
    this.#text = grown(this.#text, new Int32Array(length));
    this.#origin = grown(this.#origin, new Int32Array(length));
    this.#born = grown(this.#born, new Int32Array(length));
    this.#died = grown(this.#died, new Int32Array(length));
    this.#continuation = grown(this.#continuation, new Int32Array(length));
    this.#birth = grown(this.#birth, new Uint8Array(length));
  }
}

function grown<T extends Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(array: T, larger: T): T {
  larger.set(array);
  return larger;
}
