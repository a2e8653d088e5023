import type { Options } from 'yargs';
import { spelt } from './option-values.js';

/** Options as they are written that take the next word as their value. Not `-M`, whose value may only hang on it. */
export function takingValue(options: Readonly<Record<string, Options>>): Set<string> {
  return new Set(
    Object.entries(options).flatMap(([name, { nargs }]) => (nargs === 1 && name !== 'M' ? [spelt(name)] : [])),
  );
}

/**
 * Looks for a flag of one letter that something hangs on: `-n1`, `-wn=x`. The parser would take that for the flag's value, and, as it
 * is not `true`, the flag for taken back.
 *
 * @param words in front of `--`, as `spellOut` leaves them: what may hang on its option is a word of its own.
 * @returns the flag as it is written, or null.
 */
export function flagGivenValue(words: readonly string[], options: Readonly<Record<string, Options>>): string | null {
  const flags = new Set(['h', 'V']);
  const takeNext = new Set<string>();
  for (const [name, { type, alias = [], nargs }] of Object.entries(options)) {
    if (type === 'boolean') for (const each of [name, alias].flat()) flags.add(each);
    if (nargs === 1) takeNext.add(spelt(name));
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (takeNext.has(word)) i++;
    else if (/^-[^-]/.test(word)) {
      let at = 1;
      while (flags.has(word.charAt(at))) at++;
      if (at > 1 && /[^A-Za-z]/.test(word.charAt(at))) return `-${word.charAt(at - 1)}`;
    }
  }
  return null;
}
