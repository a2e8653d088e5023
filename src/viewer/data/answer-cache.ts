import type { Source } from './source.js';

/** How many answers are kept: what a person looks at in turns, not all of a long visit. */
const KEPT = 40;

/** What was asked lately. Asking twice at once asks once. */
export class AnswerCache {
  readonly #source: Source;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(source: Source) {
    this.#source = source;
  }

  ask(key: string): Promise<unknown> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // What was used last stands last.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const asked = this.#source.ask(key);
    this.#kept.set(key, asked);
    asked.catch(() => this.#kept.get(key) === asked && this.#kept.delete(key));
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return asked;
  }

  /** Nothing that was answered is true any more for certain. */
  forget(): void {
    this.#kept.clear();
  }
}
