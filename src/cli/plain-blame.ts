import type { Options } from 'yargs';
import parseWords from 'yargs-parser';
import type { Env } from '../env.js';
import { BLAME_OPTIONS, readBlame } from './blame-command.js';
import { COMMAND_NAMES } from './command-names.js';
import type { BlameInvocation } from './invocation.js';
import type { RawOptions } from './option-values.js';
import { PARSER } from './parser-configuration.js';
import { spellOut } from './score-options.js';
import { flagGivenValue, takingValue } from './taking-value.js';

const OPTIONS: Readonly<Record<string, Options>> = BLAME_OPTIONS;
const OTHERS = COMMAND_NAMES.filter((name) => name !== 'blame');
/** Asked for wherever they stand, also where they look like a value. */
const PRINTED = ['-h', '--help', '-V', '--version'];

/** Words of a command line as `readBlame` takes them. */
interface ReadWords {
  readonly found: RawOptions;
  /** Also the command's name, where it stands there. */
  readonly operands: readonly string[];
}

/**
 * Reads a command line that plainly asks for blame, without yargs: its words are read by the parser that yargs itself reads them
 * with, and whatever that finds unusual (help, an unknown option, a missing value, an option in front of the file) is left to
 * yargs. Loading yargs takes a third of the time of a warm answer.
 *
 * @param argv without node and script.
 * @returns null where the line is not plain.
 * @throws AiBlameError USAGE for values that no command takes.
 */
export function readPlainBlame(argv: readonly string[], env: Env): BlameInvocation | null {
  const [first = '-'] = argv;
  if (first.startsWith('-') || OTHERS.some((name) => name === first)) return null;
  if (argv.some((word) => PRINTED.includes(word))) return null;
  const read = readFlags(argv) ?? readWords(argv);
  return read === null ? null : readBlame(read.found, read.operands.slice(first === 'blame' ? 1 : 0), env);
}

/** Files, and flags that are written out once: the parser, which takes 1.5 ms for its first line, would tell the same. null: there is more. */
function readFlags(argv: readonly string[]): ReadWords | null {
  const found: Record<string, boolean> = {};
  const operands: string[] = [];
  for (const word of argv) {
    if (word.startsWith('--')) {
      const isTakenBack = word.startsWith('--no-');
      const name = word.slice(isTakenBack ? '--no-'.length : '--'.length);
      const isFlag = Object.hasOwn(OPTIONS, name) && OPTIONS[name]?.type === 'boolean';
      if (!isFlag || Object.hasOwn(found, name)) return null;
      for (const each of [name, OPTIONS[name]?.alias ?? []].flat()) found[each] = !isTakenBack;
    } else if (word.startsWith('-')) return null;
    else operands.push(word);
  }
  return { found, operands };
}

function readWords(argv: readonly string[]): ReadWords | null {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const options = spellOut(before, end >= 0, takingValue(OPTIONS), OTHERS);
  if (flagGivenValue(options, OPTIONS) !== null) return null;
  const words = [...options, ...argv.slice(before.length)];
  const names = Object.keys(OPTIONS);
  const aliases = Object.fromEntries(names.map((name) => [name, [OPTIONS[name]?.alias ?? []].flat()]));
  const { argv: found, error } = parseWords.detailed(words, {
    boolean: names.filter((name) => OPTIONS[name]?.type === 'boolean'),
    alias: aliases,
    narg: Object.fromEntries(names.map((name) => [name, OPTIONS[name]?.nargs ?? 0])),
    configuration: PARSER,
  });
  const known = new Set(['_', '--', ...names, ...Object.values(aliases).flat()]);
  if (error !== null || Object.keys(found).some((name) => !known.has(name))) return null;
  return { found, operands: [...found._, ...(found['--'] ?? [])].map(String) };
}
