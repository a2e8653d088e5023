import type { Options } from 'yargs';
import parseWords from 'yargs-parser';
import type { Env } from '../env.js';
import { BLAME_OPTIONS, readBlame } from './blame-command.js';
import { COMMAND_NAMES } from './command-names.js';
import type { BlameInvocation } from './invocation.js';
import { PARSER } from './parser-configuration.js';
import { spellOut } from './score-options.js';
import { takingValue } from './taking-value.js';

const NAMES = Object.keys(BLAME_OPTIONS);
const OPTIONS: Readonly<Record<string, Options>> = BLAME_OPTIONS;
const KNOWN: ReadonlySet<string> = new Set([
  '_',
  '--',
  ...NAMES,
  ...NAMES.flatMap((name) => OPTIONS[name]?.alias ?? []),
]);
const OTHERS = COMMAND_NAMES.filter((name) => name !== 'blame');
const ALIASES = Object.fromEntries(NAMES.map((name) => [name, [OPTIONS[name]?.alias ?? []].flat()]));
/** Asked for wherever they stand, also where they look like a value. */
const PRINTED = ['-h', '--help', '-V', '--version'];
const VALUED = NAMES.filter((name) => OPTIONS[name]?.nargs === 1);

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
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const words = [...spellOut(before, end >= 0, takingValue(OPTIONS), OTHERS), ...argv.slice(before.length)];
  const { argv: found, error } = parseWords.detailed(words, {
    boolean: NAMES.filter((name) => OPTIONS[name]?.type === 'boolean'),
    alias: ALIASES,
    narg: Object.fromEntries(VALUED.map((name) => [name, 1])),
    configuration: PARSER,
  });
  if (error !== null || Object.keys(found).some((name) => !KNOWN.has(name))) return null;
  const operands = [...found._.slice(first === 'blame' ? 1 : 0), ...(found['--'] ?? [])].map(String);
  return readBlame(found, operands, env);
}
