import type { SeeThroughRequest } from '../app/see-through-request.js';
import { badValue, type RawOptions, texts } from './option-values.js';

/** Stands for a value that was not given. */
export const USUAL = 'usual';

/** git's (2.39, blame.h, BLAME_DEFAULT_COPY_SCORE and BLAME_DEFAULT_MOVE_SCORE). */
const COPY_SCORE = 40;
const MOVE_SCORE = 20;

/** What `-M` asks for, null where it was not given. @throws AiBlameError USAGE. */
export function movesOf(options: RawOptions): number | null {
  const given = texts(options, 'M');
  return given.length === 0 ? null : scoreOf(given, 'M') || MOVE_SCORE;
}

/** What `-C` asks for: more of them look further. @throws AiBlameError USAGE. */
export function copiesOf(options: RawOptions): SeeThroughRequest['copies'] {
  const given = texts(options, 'copies');
  if (given.length === 0) return null;
  return { level: given.length === 1 ? 1 : given.length === 2 ? 2 : 3, score: scoreOf(given, 'copies') || COPY_SCORE };
}

/** The last score that was given, 0 for none; git takes 0 itself for none, too. */
function scoreOf(given: readonly string[], name: string): number {
  const scores = given
    .filter((text) => text !== USUAL)
    .map((text) => {
      if (!/^\d{1,9}$/.test(text)) throw badValue(name, text, 'a number of letters and digits');
      return Number(text);
    });
  return scores.at(-1) ?? 0;
}

/**
 * Writes the options whose value may be left out, or hangs on them, in the one way that the parser reads: `-M`, `-M40`, `-L1,5`,
 * these behind flags (`-wM`, `-fL1,5`), `-C`, and `--abbrev`.
 *
 * git has two `-C`: before the command it is a folder, behind it asks for copies, and so it does here behind `blame`. Where the
 * command's name is left out, `-C` with a number on it asks for copies, and so does one that has no word behind it but the file's;
 * any other names a folder. For other commands than blame it always does.
 *
 * @param argv words of the command line in front of `--`.
 * @param hasMore whether words follow behind `--`.
 * @param takesValue options (as written) that take the next word as their value.
 * @param others names of commands other than blame.
 */
export function spellOut(
  argv: readonly string[],
  hasMore: boolean,
  takesValue: ReadonlySet<string>,
  others: readonly string[],
): string[] {
  const words = argv.flatMap((word, i) => {
    const [, flags = '', rest] = /^(-[bceflnpstw]+)([MLCS].*)$/s.exec(word) ?? [];
    if (rest !== undefined) return [flags, `-${rest}`];
    return word === '--abbrev' && !/^\d+$/.test(argv[i + 1] ?? '') ? [`--abbrev=${USUAL}`] : [word];
  });
  const operands = operandsOf(words, takesValue);
  const command = operands.find((place) => words[place - 1] !== '-C');
  const isBlame = command === undefined || !others.includes(words[command] as string);
  const isBehind = (i: number): boolean => command !== undefined && command < i && words[command] === 'blame';
  const spelt: string[] = [];
  let isValue = false;
  words.forEach((word, i) => {
    if (isValue) {
      spelt.push(word);
      isValue = false;
    } else if (isBlame && /^-C\d+$/.test(word)) spelt.push('--copies', word.slice(2));
    else if (/^-[LCS]./s.test(word)) spelt.push(word.slice(0, 2), word.slice(2));
    else if (isBlame && /^-M/.test(word)) spelt.push('-M', word.slice(2) || USUAL);
    else if (isBlame && word === '-C' && (isBehind(i) || !namesFolder(words, i, operands, hasMore))) {
      spelt.push('--copies', USUAL);
    } else {
      spelt.push(word);
      isValue = word === '-C' || takesValue.has(word);
    }
  });
  return spelt;
}

/** Places of the words that are neither options nor their values; the word behind a `-C` counts. */
function operandsOf(words: readonly string[], takesValue: ReadonlySet<string>): number[] {
  const operands: number[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word !== '-C' && takesValue.has(word)) i++;
    else if (word === '-' || !word.startsWith('-')) operands.push(i);
  }
  return operands;
}

function namesFolder(words: readonly string[], at: number, operands: readonly number[], hasMore: boolean): boolean {
  if (!operands.includes(at + 1)) return false;
  // A file was named before, or comes behind the folder.
  const isFile = (place: number): boolean => words[place - 1] !== '-C' && words[place] !== 'blame';
  return hasMore || operands.some((place) => place > at + 1 || (place < at && isFile(place)));
}
