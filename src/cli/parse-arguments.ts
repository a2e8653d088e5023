import yargs, { type Argv } from 'yargs';
import { didYouMean } from '../app/did-you-mean.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { COMMAND_NAMES, type CommandName } from './command-names.js';
import { COMMANDS, type Command } from './commands.js';
import { commandToHelpWith } from './help-command.js';
import type { Invocation } from './invocation.js';
import { type RawOptions, spelt } from './option-values.js';
import { PARSER } from './parser-configuration.js';
import { spellOut } from './score-options.js';
import { flagGivenValue, takingValue } from './taking-value.js';
import { widthOf } from './width.js';

/** Options as they are written, of all commands, that take the next word as their value. */
const TAKE_VALUE: ReadonlySet<string> = new Set(
  COMMAND_NAMES.flatMap((name) => [...takingValue(COMMANDS[name].options)]),
);

/**
 * From the words of a command line to what they ask for. Nothing is run or printed here.
 *
 * @param argv without node and script.
 * @throws AiBlameError USAGE.
 */
export function parseArguments(argv: readonly string[], env: Env, version: string): Invocation {
  let command = 'blame' as CommandName;
  const parser = yargs()
    .scriptName('ai-blame')
    .locale('en')
    .exitProcess(false)
    .parserConfiguration(PARSER)
    .strictOptions()
    .wrap(widthOf(env))
    .version(version)
    .alias({ help: 'h', version: 'V' })
    .nargs({ help: 0, version: 0 });
  for (const name of COMMAND_NAMES) {
    parser.command({
      command: name === 'blame' ? [name, '$0'] : name,
      describe: COMMANDS[name].describe,
      builder(own) {
        // The parser asks a command for its options once it knows that it is meant, also where the rest is wrong.
        command = name;
        return declare(own, COMMANDS[name]);
      },
      handler() {},
    });
  }

  const { before, behind } = spelledOut(argv);
  const outcome = parse(parser, [...before, ...behind]);
  if (outcome.error === null && outcome.text !== '') {
    return { command: 'print', text: `${withoutTypes(outcome.text)}\n` };
  }
  const flag = flagGivenValue(before, COMMANDS[command].options);
  if (flag !== null) throw new AiBlameError('USAGE', `${flag} takes no value`, { hint: whereListed(command) });
  if (outcome.error !== null) {
    throw usageError(outcome.error, command, before);
  }
  const operands = [...outcome.words.slice(outcome.words[0] === command ? 1 : 0), ...outcome.afterDashes];
  const helped = command === 'help' ? commandToHelpWith(operands) : null;
  if (helped !== null) return parseArguments([helped, '--help'], env, version);
  // The parser leaves out a `--` with nothing behind it, which may still part what stands before it from files.
  const options = behind.length === 0 ? outcome.options : { ...outcome.options, '--': outcome.afterDashes };
  return COMMANDS[command].read(options, operands, env);
}

interface Outcome {
  readonly error: Error | null;
  /** Help or version, if that was asked. */
  readonly text: string;
  readonly options: RawOptions;
  readonly words: string[];
  /** What stood after `--`. */
  readonly afterDashes: string[];
}

function parse(parser: Argv, argv: readonly string[]): Outcome {
  let failure: Error | null = null;
  let text = '';
  const options: RawOptions = parser.parseSync([...argv], {}, (error, _argv, output) => {
    failure = error ?? null;
    text = output;
  });
  return { error: failure, text, options, words: stringsOf(options._), afterDashes: stringsOf(options['--']) };
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function declare(parser: Argv, { usage: text, options, examples, notes }: Command): Argv {
  return usage(parser, text).options(options).example(examples).epilogue(notes);
}

/** null, which the declared type leaves out, takes away what the parser says by itself of a default command. */
function usage(parser: Argv, text: string): Argv {
  return parser.usage(null as unknown as string).usage(text);
}

/** Which options are flags is plain to see from the rest. */
function withoutTypes(help: string): string {
  return help.replace(/\s*\[(boolean|default)\]$/gm, '');
}

/** The words in front of `--`, spelled out, and the others with it. */
function spelledOut(argv: readonly string[]): { before: string[]; behind: readonly string[] } {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const others = COMMAND_NAMES.filter((name) => name !== 'blame');
  return { before: spellOut(before, end >= 0, TAKE_VALUE, others), behind: argv.slice(before.length) };
}

/** The parser's messages in our words, and a guess at what was meant. */
function usageError({ message }: Error, command: CommandName, words: readonly string[]): AiBlameError {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  const lacking = /^Not enough arguments following: (.*)$/s.exec(message)?.[1];
  const unexpected = /^Argument unexpected for: (.*)$/s.exec(message)?.[1];
  const hint = whereListed(command);
  if (unexpected !== undefined) return new AiBlameError('USAGE', `${spelt(unexpected)} takes no value`, { hint });
  if (unknown !== undefined) {
    const options: Command['options'] = COMMANDS[command].options;
    const known = Object.keys(options);
    // With a value behind it, `--no-json` is no longer read as the flag that is taken back.
    if (unknown.startsWith('no-') && Object.hasOwn(options, unknown.slice('no-'.length))) {
      return new AiBlameError('USAGE', `${spelt(unknown)} takes no value`, { hint });
    }
    // Of `--no-merges` the parser tells the name without its `no-`.
    const isWhole = words.some((word) => word.split('=', 1)[0] === spelt(unknown));
    const no = !isWhole && words.includes(`--no-${unknown}`) ? 'no-' : '';
    const taken = no === '' ? [...known, 'help', 'version'] : known.filter((name) => mayBeTakenBack(name, options));
    const meant = didYouMean(unknown, taken);
    const guess = meant === null ? {} : { hint: `did you mean ${spelt(`${no}${meant}`)}?` };
    return new AiBlameError('USAGE', `Unknown option ${spelt(`${no}${unknown}`)}`, { hint, ...guess });
  }
  return new AiBlameError('USAGE', lacking === undefined ? message : `${spelt(lacking)} needs a value`, { hint });
}

/** Flags, and what is said to have a `--no-` of its own. */
function mayBeTakenBack(name: string, options: Command['options']): boolean {
  const { type, describe = '' } = options[name] ?? {};
  return type === 'boolean' || describe.includes(`--no-${name}`);
}

function whereListed(command: CommandName): string {
  return `ai-blame ${command} --help lists the options`;
}
