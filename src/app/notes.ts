import type { Env } from '../env.js';
import type { AiBlameError } from '../errors.js';

/** Tells the person something about how the answer was found, beside the answer: one line on stderr. */
export function note(sentence: string, env: Env): void {
  // A note that nobody hears is no reason to fail.
  env.stderr.write(`note: ${sentence.replace(/\p{Cc}/gu, '?')}\n`).catch(() => {});
}

/** The sentence of an error, and what can be done about it. */
export function sentenceOf({ message, hint }: AiBlameError): string {
  return hint === null ? message : `${message} (${hint})`;
}
