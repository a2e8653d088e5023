import { didYouMean } from '../app/did-you-mean.js';
import type { RawOptions } from '../cli/option-values.js';
import { AiBlameError } from '../errors.js';

/** Options of this interface that the command line has under another name. */
const NAMES: Readonly<Record<string, string>> = {
  lines: 'L',
  authors: 'lines',
  ignoreWhitespace: 'w',
  moves: 'M',
  workedIn: 'cwd',
};

/** What is no option of a command: it is said otherwise there. */
const SURROUNDINGS = ['cwd', 'home', 'variables', 'now', 'onNote', 'onProgress'];

/** What the parser of the command line makes of a score that is not given. */
const USUAL = 'usual';

/**
 * The options of a call in the words of the command line, whose readers then hold them against what the command takes.
 *
 * @param given camelCase; what is undefined counts as not given.
 * @param known names of the command's own options.
 * @throws AiBlameError USAGE for a name that the command does not know.
 */
export function rawOptions(given: object, known: readonly string[]): RawOptions {
  const raw: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || SURROUNDINGS.includes(name)) continue;
    const word = optionNamed(name);
    if (!known.includes(word)) throw unknownOption(name, known);
    raw[word] = wordsOf(word, value);
  }
  return raw;
}

/** `minEvidence` → `min-evidence`. */
export function optionNamed(name: string): string {
  return NAMES[name] ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function wordsOf(name: string, value: unknown): unknown {
  if (name === 'copies') return Array.from({ length: Number(value) }, () => USUAL);
  if (name === 'M') return value === false ? undefined : value === true ? USUAL : String(value);
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : String(value);
}

function unknownOption(name: string, known: readonly string[]): AiBlameError {
  const own = known.map((word) => {
    const renamed = Object.entries(NAMES).find(([, other]) => other === word);
    return renamed?.[0] ?? word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  });
  const meant = didYouMean(name, [...own, ...SURROUNDINGS]);
  return new AiBlameError(
    'USAGE',
    `There is no option ${name}`,
    meant === null ? {} : { hint: `did you mean ${meant}?` },
  );
}
