import { type JsonObject, textOf } from '../json-values.js';

/** Names that a transcript gives to its session: the last one of the person's counts, else of the model's. */
export class Titles {
  #custom: string | null = null;
  #made: string | null = null;
  /** Summaries that older releases put into whatever file they wrote: by the record that each sums up to. */
  readonly #summaries: { readonly title: string; readonly leaf: string | null }[] = [];

  note(type: string, record: JsonObject): void {
    if (type === 'custom-title') this.#custom = textOf(record.customTitle) ?? this.#custom;
    else if (type === 'ai-title') this.#made = textOf(record.aiTitle) ?? this.#made;
    else if (type === 'summary') {
      const title = textOf(record.summary);
      if (title !== null) this.#summaries.push({ title, leaf: textOf(record.leafUuid) });
    }
  }

  /** @param holds whether a record with this id is the session's. */
  best(holds: (uuid: string) => boolean): string | null {
    const own = this.#summaries.findLast(({ leaf }) => leaf !== null && holds(leaf));
    return this.#custom ?? this.#made ?? own?.title ?? null;
  }
}
