/** Keeps what was used last, up to a total cost. One value that costs more than a quarter of it all is not kept. */
export class LruCache<K, V> {
  readonly #entries = new Map<K, { value: V; cost: number }>();
  readonly #limit: number;
  #total = 0;

  /** @param limit the highest sum of the costs given to `set`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V, cost = 1): void {
    const old = this.#entries.get(key);
    if (old !== undefined) {
      this.#entries.delete(key);
      this.#total -= old.cost;
    }
    if (cost > this.#limit / 4) {
      return;
    }
    this.#entries.set(key, { value, cost });
    this.#total += cost;
    for (const [oldest, { cost: freed }] of this.#entries) {
      if (this.#total <= this.#limit) {
        break;
      }
      this.#entries.delete(oldest);
      this.#total -= freed;
    }
  }
}
