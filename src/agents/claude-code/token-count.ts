import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';

/** Adds up what messages cost. The records of one message all tell it: the last one counts. */
export class TokenCount {
  #total: number | null = null;
  #message: string | null = null;
  #ofMessage = 0;

  note(message: JsonObject | null): void {
    const usage = objectOf(message?.usage);
    const id = textOf(message?.id);
    if (usage === null) return;
    const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
    const counts = [input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens];
    const sum = counts.reduce<number>((total, count) => total + (numberOf(count) ?? 0), 0);
    this.#total = (this.#total ?? 0) + sum - (id !== null && id === this.#message ? this.#ofMessage : 0);
    this.#message = id;
    this.#ofMessage = sum;
  }

  /** null where no message tells it. */
  get total(): number | null {
    return this.#total;
  }
}
