import type { JsonValue } from '../model/json-value.js';
import { MARK, MARK_GOES_ON, redact } from './known-forms.js';
import { type FindSecrets, loadLibrary } from './library.js';
import { cleanDetail, cleanJson } from './structured-text.js';

/** Takes secrets out of what leaves for others, and counts them. Of what nothing is known of it promises nothing. */
export class Redactor {
  readonly #find: FindSecrets;
  #replaced = 0;

  constructor(find: FindSecrets) {
    this.#find = find;
  }

  /** So many were replaced until now. */
  get replaced(): number {
    return this.#replaced;
  }

  /** @param text whole: half a key at the end of what was cut off has no form any more. */
  clean(text: string): string {
    return this.#counted(text, this.#clean(text));
  }

  /** A whole text of several lines, which all keep their numbers: one that is a part of a longer secret is a mark of its own. */
  cleanLines(text: string): string {
    return this.#counted(
      text,
      this.#clean(text, (secret) => MARK + `\n${MARK_GOES_ON}`.repeat(secret.split('\n').length - 1)),
    );
  }

  /** A text that may be JSON. */
  cleanDetail(text: string): string {
    return this.#counted(text, cleanDetail(text, this.#clean));
  }

  /** What stands in another form beside a text that was counted: it is not counted again. */
  cleanCopy(value: JsonValue): JsonValue {
    return cleanJson(value, this.#clean);
  }

  /** A name that is told in many places: it is not counted. null stays. */
  cleanName(name: string | null): string | null {
    return name === null ? null : this.#clean(name);
  }

  /** The first line of a prompt, that may have been cut off at `longest` characters. */
  cleanCut(text: string, longest: number): string {
    return this.clean(text.length < longest ? text : text.replace(/\S+$/, '…'));
  }

  #counted(text: string, told: string): string {
    if (told !== text) this.#replaced += Math.max(1, marksIn(told) - marksIn(text));
    return told;
  }

  /** Ours first: they leave the name of a value and the host of an address where they are. */
  readonly #clean = (text: string, markOf = (_secret: string): string => MARK): string => {
    const known = redact(text, markOf);
    const ranges = this.#find(known)
      .filter(([from, to]) => from < to && !known.slice(from, to).includes(MARK))
      .sort(([a], [b]) => a - b);
    if (ranges.length === 0) return known;
    let told = '';
    let at = 0;
    for (const [from, to] of ranges) {
      if (to <= at) continue;
      // What two rules found in part is one secret.
      told += from < at ? '' : `${known.slice(at, from)}${markOf(known.slice(from, to))}`;
      at = to;
    }
    return told + known.slice(at);
  };
}

/** Each one counts by itself. */
export type NewRedactor = () => Redactor;

/** Loads what finds secrets. */
export async function loadSecrets(): Promise<NewRedactor> {
  const find = await loadLibrary();
  return () => new Redactor(find);
}

function marksIn(text: string): number {
  return text.split(MARK).length - 1;
}
