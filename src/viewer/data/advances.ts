/** How far an answer has come. */
export interface Advance {
  readonly message: string;
  readonly done: number;
  /** 0: nobody knows. */
  readonly total: number;
}

/** What is told of the answers that are under way, by their questions (`keyOf`). */
export class Advances {
  readonly #told = new Map<string, Advance>();
  readonly #listeners = new Map<string, Set<(advance: Advance) => void>>();

  tell(question: string, advance: Advance): void {
    const listeners = this.#listeners.get(question);
    if (listeners === undefined) return;
    this.#told.set(question, advance);
    for (const hear of listeners) hear(advance);
  }

  of(question: string): Advance | null {
    return this.#told.get(question) ?? null;
  }

  /** @returns what ends it. */
  listen(question: string, hear: (advance: Advance) => void): () => void {
    const listeners = this.#listeners.get(question) ?? new Set();
    this.#listeners.set(question, listeners.add(hear));
    return () => {
      listeners.delete(hear);
      if (listeners.size > 0) return;
      this.#listeners.delete(question);
      this.#told.delete(question);
    };
  }
}
