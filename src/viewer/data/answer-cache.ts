import type { Source } from './source.js';

/** How many answers are kept: what a person looks at in turns, not all of a long visit. */
const KEPT = 40;
/** How much of it, in items of the lists and tables of answers: some files of 20,000 lines. */
const MOST_ITEMS = 120_000;

/**
 * What was asked lately. Asking twice at once asks once; and while a question is under way it is not asked again, however often what it
 * rests on changes meanwhile: an answer that takes longer than the pauses between changes would never come, and its questions would
 * take all of a browser's connections.
 */
export class AnswerCache {
  readonly #source: Source;
  readonly #onLate: () => void;
  readonly #kept = new Map<string, Promise<unknown>>();
  /** Of those that are kept and have come. */
  readonly #items = new Map<string, number>();
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
      (answer) => {
        if (this.#kept.get(key) === asked) this.#items.set(key, itemsOf(answer));
        this.#shrink();
        this.#ended(key);
      },
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
    this.#items.clear();
    for (const key of this.#underWay.keys()) this.#late.add(key);
  }

  #keep(key: string, asked: Promise<unknown>): void {
    this.#kept.set(key, asked);
    this.#shrink();
  }

  /** Forgets what was used longest ago, but for what is shown now, which was used last. */
  #shrink(): void {
    let items = 0;
    for (const each of this.#items.values()) items += each;
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= KEPT && (items <= MOST_ITEMS || this.#kept.size === 1)) return;
      items -= this.#items.get(key) ?? 0;
      this.#items.delete(key);
      this.#kept.delete(key);
    }
  }

  #ended(key: string): void {
    this.#underWay.delete(key);
    if (this.#late.delete(key)) this.#onLate();
  }
}

/** How large an answer is, as nearly as its lists and tables tell. */
function itemsOf(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null) return 1;
  let items = 1;
  for (const value of Object.values(answer)) {
    if (Array.isArray(value)) items += value.length;
    else if (typeof value === 'string') items += value.length / 40;
    else if (typeof value === 'object' && value !== null) items += Object.keys(value).length;
  }
  return items;
}
