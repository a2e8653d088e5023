import type { Source } from './source.js';

/** How many answers are kept: what a person looks at in turns, not all of a long visit. */
const KEPT = 40;

/**
 * What was asked lately. Asking twice at once asks once; and while a question is under way it is not asked again, however often what it
 * rests on changes meanwhile: an answer that takes longer than the pauses between changes would never come, and its questions would
 * take all of a browser's connections.
 */
export class AnswerCache {
  readonly #source: Source;
  readonly #onLate: () => void;
  readonly #kept = new Map<string, Promise<unknown>>();
  readonly #underWay = new Map<string, Promise<unknown>>();
  /** What is under way, and was asked before the last change. */
  readonly #late = new Set<string>();

  /** @param onLate hears of an answer that was asked before the last change, and so has to be asked anew. */
  constructor(source: Source, onLate: () => void) {
    this.#source = source;
    this.#onLate = onLate;
  }

  ask(key: string): Promise<unknown> {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // What was used last stands last.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const asked = this.#source.ask(key);
    this.#underWay.set(key, asked);
    this.#keep(key, asked);
    asked.then(
      () => this.#ended(key),
      () => {
        this.#kept.delete(key);
        this.#ended(key);
      },
    );
    return asked;
  }

  /** Nothing that was answered is true any more for certain. */
  forget(): void {
    this.#kept.clear();
    for (const key of this.#underWay.keys()) this.#late.add(key);
  }

  #keep(key: string, asked: Promise<unknown>): void {
    this.#kept.set(key, asked);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #ended(key: string): void {
    this.#underWay.delete(key);
    if (this.#late.delete(key)) this.#onLate();
  }
}
