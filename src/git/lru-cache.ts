interface Kept<V> {
  readonly value: V;
  readonly cost: number;
  /** It was asked for since it was put at the end of the row. */
  isUsed: boolean;
}

/**
 * Keeps what was used last, up to a total cost. One value that costs more than a quarter of it all is not kept. What was asked for is
 * put behind the others only when its turn to go has come (a clock, or "second chance"): most values are asked for far more often than
 * one has to go.
 */
export class LruCache<K, V> {
  readonly #entries = new Map<K, Kept<V>>();
  readonly #limit: number;
  #total = 0;

  /** @param limit the highest sum of the costs given to `set`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    return entry.value;
  }

  set(key: K, value: V, cost = 1): void {
    const old = this.#entries.get(key);
    if (old !== undefined) {
      this.#entries.delete(key);
      this.#total -= old.cost;
    }
    if (cost > this.#limit / 4) return;
    this.#total += cost;
    this.#makeRoom();
    this.#entries.set(key, { value, cost, isUsed: false });
  }

  #makeRoom(): void {
    // What is put at the end comes round again, then as one that was not asked for since.
    for (const [key, entry] of this.#entries) {
      if (this.#total <= this.#limit) return;
      this.#entries.delete(key);
      if (entry.isUsed) {
        entry.isUsed = false;
        this.#entries.set(key, entry);
      } else this.#total -= entry.cost;
    }
  }
}
