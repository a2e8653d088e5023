import yargs, { type Argv, type Options } from 'yargs';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { caveatsHelp } from '../render/caveats-help.js';
import { ANNOTATE_OPTIONS, readAnnotate } from './annotate-command.js';
import { BISECT_OPTIONS, readBisect } from './bisect-command.js';
import { BLAME_OPTIONS, readBlame } from './blame-command.js';
import { COMMAND_NAMES, type CommandName } from './command-names.js';
import { didYouMean } from './did-you-mean.js';
import { DIFF_OPTIONS, readDiff } from './diff-command.js';
import { DOCTOR_OPTIONS, readDoctor } from './doctor-command.js';
import { EDITS_OPTIONS, readEdits } from './edits-command.js';
import { EXPORT_OPTIONS, readExport } from './export-command.js';
import {
  BLAME_EXAMPLES,
  BLAME_NOTES,
  BLAME_USAGE,
  DOCTOR_EXAMPLES,
  DOCTOR_NOTES,
  DOCTOR_USAGE,
  EDITS_EXAMPLES,
  EDITS_NOTES,
  EDITS_USAGE,
  IMPORT_EXAMPLES,
  IMPORT_NOTES,
  IMPORT_USAGE,
  PIN_EXAMPLES,
  PIN_NOTES,
  PIN_USAGE,
  STATS_EXAMPLES,
  STATS_NOTES,
  STATS_USAGE,
  UNPIN_EXAMPLES,
  UNPIN_NOTES,
  UNPIN_USAGE,
  WHY_EXAMPLES,
  WHY_NOTES,
  WHY_USAGE,
} from './help-texts.js';
import {
  LOGS_EXAMPLES,
  LOGS_NOTES,
  LOGS_USAGE,
  RUNS_EXAMPLES,
  RUNS_NOTES,
  RUNS_USAGE,
  SESSIONS_EXAMPLES,
  SESSIONS_NOTES,
  SESSIONS_USAGE,
} from './history-help-texts.js';
import { HOOKS_OPTIONS, readHooks } from './hooks-command.js';
import { HOOKS_EXAMPLES, HOOKS_NOTES, HOOKS_USAGE } from './hooks-help-texts.js';
import { IMPORT_OPTIONS, readImport } from './import-command.js';
import { INDEX_OPTIONS, readIndex } from './index-command.js';
import { INDEX_EXAMPLES, INDEX_NOTES, INDEX_USAGE } from './index-help-texts.js';
import type { Invocation } from './invocation.js';
import { LEDGER_OPTIONS, readLedger } from './ledger-command.js';
import {
  LEDGER_EXAMPLES,
  LEDGER_NOTES,
  LEDGER_USAGE,
  REPLAY_EXAMPLES,
  REPLAY_NOTES,
  REPLAY_USAGE,
} from './ledger-help-texts.js';
import { LINK_OPTIONS, readLink } from './link-command.js';
import { LOG_OPTIONS, readLog } from './log-command.js';
import { LOGS_OPTIONS, readLogs } from './logs-command.js';
import { NOTES_OPTIONS, readNotes } from './notes-command.js';
import { type RawOptions, spelt } from './option-values.js';
import { PARSER } from './parser-configuration.js';
import { PIN_OPTIONS, readPin, UNPIN_OPTIONS } from './pin-command.js';
import { REPLAY_OPTIONS, readReplay } from './replay-command.js';
import { REPORT_OPTIONS, readReport } from './report-command.js';
import { REPORT_EXAMPLES, REPORT_NOTES, REPORT_USAGE } from './report-help-texts.js';
import { RUNS_OPTIONS, readRuns } from './runs-command.js';
import { spellOut } from './score-options.js';
import { readSessions, SESSIONS_OPTIONS } from './sessions-command.js';
import {
  ANNOTATE_EXAMPLES,
  ANNOTATE_NOTES,
  ANNOTATE_USAGE,
  EXPORT_EXAMPLES,
  EXPORT_NOTES,
  EXPORT_USAGE,
  NOTES_EXAMPLES,
  NOTES_NOTES,
  NOTES_USAGE,
} from './sharing-help-texts.js';
import { readShow, SHOW_OPTIONS } from './show-command.js';
import { readStats, STATS_OPTIONS } from './stats-command.js';
import { takingValue } from './taking-value.js';
import { widthOf } from './terminal.js';
import { readTrace, TRACE_OPTIONS } from './trace-command.js';
import {
  BISECT_EXAMPLES,
  BISECT_NOTES,
  BISECT_USAGE,
  DIFF_EXAMPLES,
  DIFF_NOTES,
  DIFF_USAGE,
  HELP_EXAMPLES,
  HELP_NOTES,
  HELP_USAGE,
  LINK_EXAMPLES,
  LINK_NOTES,
  LINK_USAGE,
  LOG_EXAMPLES,
  LOG_NOTES,
  LOG_USAGE,
  SHOW_EXAMPLES,
  SHOW_NOTES,
  SHOW_USAGE,
  TRACE_EXAMPLES,
  TRACE_NOTES,
  TRACE_USAGE,
} from './travel-help-texts.js';
import { readVerify, VERIFY_OPTIONS } from './verify-command.js';
import { VERIFY_EXAMPLES, VERIFY_NOTES, VERIFY_USAGE } from './verify-help-texts.js';
import { readWhy, WHY_OPTIONS } from './why-command.js';

interface Command {
  /** For the list of commands; false: it is not in the list. */
  readonly describe: string | false;
  readonly usage: string;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: [string, string][];
  /** What the help ends with. */
  readonly notes: string;
  readonly read: (options: RawOptions, operands: readonly string[], env: Env) => Invocation;
}

const SESSIONS = {
  usage: SESSIONS_USAGE,
  options: SESSIONS_OPTIONS,
  examples: SESSIONS_EXAMPLES,
  notes: SESSIONS_NOTES,
  read: readSessions,
};

const COMMANDS = {
  blame: {
    describe: 'Who wrote each line of a file',
    usage: BLAME_USAGE,
    options: BLAME_OPTIONS,
    examples: BLAME_EXAMPLES,
    notes: BLAME_NOTES,
    read: readBlame,
  },
  edits: {
    describe: 'What agents changed, edit by edit',
    usage: EDITS_USAGE,
    options: EDITS_OPTIONS,
    examples: EDITS_EXAMPLES,
    notes: EDITS_NOTES,
    read: readEdits,
  },
  stats: {
    describe: 'Whose the lines are, in sums: by agent, model, session and file',
    usage: STATS_USAGE,
    options: STATS_OPTIONS,
    examples: STATS_EXAMPLES,
    notes: STATS_NOTES,
    read: readStats,
  },
  report: {
    describe: 'What agents wrote of a change: staged, a commit, a range',
    usage: REPORT_USAGE,
    options: REPORT_OPTIONS,
    examples: REPORT_EXAMPLES,
    notes: REPORT_NOTES,
    read: readReport,
  },
  why: {
    describe: "A line's whole life, and why no agent is named",
    usage: WHY_USAGE,
    options: WHY_OPTIONS,
    examples: WHY_EXAMPLES,
    notes: WHY_NOTES,
    read: readWhy,
  },
  log: {
    describe: 'Every state of a file, and who made it',
    usage: LOG_USAGE,
    options: LOG_OPTIONS,
    examples: LOG_EXAMPLES,
    notes: LOG_NOTES,
    read: readLog,
  },
  show: {
    describe: 'A file as it was in one of its states',
    usage: SHOW_USAGE,
    options: SHOW_OPTIONS,
    examples: SHOW_EXAMPLES,
    notes: SHOW_NOTES,
    read: readShow,
  },
  diff: {
    describe: 'What changed between two states, or in one turn',
    usage: DIFF_USAGE,
    options: DIFF_OPTIONS,
    examples: DIFF_EXAMPLES,
    notes: DIFF_NOTES,
    read: readDiff,
  },
  bisect: {
    describe: 'The edit that first had a text, and the one that took it away',
    usage: BISECT_USAGE,
    options: BISECT_OPTIONS,
    examples: BISECT_EXAMPLES,
    notes: BISECT_NOTES,
    read: readBisect,
  },
  trace: {
    describe: 'The record of the trace that an edit rests on',
    usage: TRACE_USAGE,
    options: TRACE_OPTIONS,
    examples: TRACE_EXAMPLES,
    notes: TRACE_NOTES,
    read: readTrace,
  },
  link: {
    describe: 'A link to a state, a turn or an edit in the viewer',
    usage: LINK_USAGE,
    options: LINK_OPTIONS,
    examples: LINK_EXAMPLES,
    notes: LINK_NOTES,
    read: readLink,
  },
  verify: {
    describe: 'Whether an answer still holds: derive it anew, say what differs',
    usage: VERIFY_USAGE,
    options: VERIFY_OPTIONS,
    examples: VERIFY_EXAMPLES,
    notes: VERIFY_NOTES,
    read: readVerify,
  },
  doctor: {
    describe: 'What evidence there is, and what of it is lost or at risk',
    usage: DOCTOR_USAGE,
    options: DOCTOR_OPTIONS,
    examples: DOCTOR_EXAMPLES,
    notes: DOCTOR_NOTES,
    read: readDoctor,
  },
  sessions: { describe: 'The conversations that agents left', ...SESSIONS },
  // The agents' own word for it.
  threads: { describe: false, ...SESSIONS },
  runs: {
    describe: 'The run history: what happened in each session',
    usage: RUNS_USAGE,
    options: RUNS_OPTIONS,
    examples: RUNS_EXAMPLES,
    notes: RUNS_NOTES,
    read: readRuns,
  },
  logs: {
    describe: 'What indexing, or an agent, has logged',
    usage: LOGS_USAGE,
    options: LOGS_OPTIONS,
    examples: LOGS_EXAMPLES,
    notes: LOGS_NOTES,
    read: readLogs,
  },
  replay: {
    describe: 'A conversation turn by turn',
    usage: REPLAY_USAGE,
    options: REPLAY_OPTIONS,
    examples: REPLAY_EXAMPLES,
    notes: REPLAY_NOTES,
    read: readReplay,
  },
  ledger: {
    describe: 'Conversations as ledgers: write them, check them',
    usage: LEDGER_USAGE,
    options: LEDGER_OPTIONS,
    examples: LEDGER_EXAMPLES,
    notes: LEDGER_NOTES,
    read: readLedger,
  },
  index: {
    describe: 'The index of the traces: bring it up to date, look at it, check it',
    usage: INDEX_USAGE,
    options: INDEX_OPTIONS,
    examples: INDEX_EXAMPLES,
    notes: INDEX_NOTES,
    read: readIndex,
  },
  hooks: {
    describe: 'Have git tell, check and note what agents wrote of a commit',
    usage: HOOKS_USAGE,
    options: HOOKS_OPTIONS,
    examples: HOOKS_EXAMPLES,
    notes: HOOKS_NOTES,
    read: readHooks,
  },
  import: {
    describe: 'Take in traces that their agent does not keep itself',
    usage: IMPORT_USAGE,
    options: IMPORT_OPTIONS,
    examples: IMPORT_EXAMPLES,
    notes: IMPORT_NOTES,
    read: readImport,
  },
  notes: {
    describe: 'Share whose lines are by git notes: write them, show them',
    usage: NOTES_USAGE,
    options: NOTES_OPTIONS,
    examples: NOTES_EXAMPLES,
    notes: NOTES_NOTES,
    read: readNotes,
  },
  export: {
    describe: 'What agents wrote, in formats that other programs read',
    usage: EXPORT_USAGE,
    options: EXPORT_OPTIONS,
    examples: EXPORT_EXAMPLES,
    notes: EXPORT_NOTES,
    read: readExport,
  },
  annotate: {
    describe: 'Write the edit history of files into them, or beside them',
    usage: ANNOTATE_USAGE,
    options: ANNOTATE_OPTIONS,
    examples: ANNOTATE_EXAMPLES,
    notes: ANNOTATE_NOTES,
    read: readAnnotate,
  },
  pin: {
    describe: "Keep agents' snapshots from git's garbage collection",
    usage: PIN_USAGE,
    options: PIN_OPTIONS,
    examples: PIN_EXAMPLES,
    notes: PIN_NOTES,
    read: readPin('pin'),
  },
  unpin: {
    describe: 'Take back what pin wrote',
    usage: UNPIN_USAGE,
    options: UNPIN_OPTIONS,
    examples: UNPIN_EXAMPLES,
    notes: UNPIN_NOTES,
    read: readPin('unpin'),
  },
  help: {
    describe: 'Help on a command, or on caveats',
    usage: HELP_USAGE,
    options: {},
    examples: HELP_EXAMPLES,
    notes: HELP_NOTES,
    read: readHelp,
  },
} satisfies Record<CommandName, Command>;

/** @throws AiBlameError USAGE. */
function readHelp(_options: RawOptions, [topic = 'blame', ...more]: readonly string[], env: Env): Invocation {
  if (more.length === 0 && topic === 'caveats') return { command: 'print', text: caveatsHelp(widthOf(env)) };
  const name = COMMAND_NAMES.find((one) => one === topic);
  if (more.length > 0 || name === undefined) {
    const meant = didYouMean(topic, [...COMMAND_NAMES, 'caveats']);
    const hint = meant === null ? 'ai-blame help lists the commands' : `did you mean ai-blame help ${meant}?`;
    throw new AiBlameError('USAGE', `There is no help on ${[topic, ...more].join(' ')}`, { hint });
  }
  return parseArguments([name, '--help'], env, '');
}

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
  let command: CommandName = 'blame';
  const parser = yargs()
    .scriptName('ai-blame')
    .locale('en')
    .exitProcess(false)
    .parserConfiguration(PARSER)
    .strictOptions()
    .wrap(widthOf(env))
    .version(version)
    .alias({ help: 'h', version: 'V' });
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

  const outcome = parse(parser, spelledOut(argv));
  if (outcome.error !== null) {
    throw usageError(outcome.error, command);
  }
  if (outcome.text !== '') {
    return { command: 'print', text: `${withoutTypes(outcome.text)}\n` };
  }
  const operands = [...outcome.words.slice(outcome.words[0] === command ? 1 : 0), ...outcome.afterDashes];
  return COMMANDS[command].read(outcome.options, operands, env);
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

function spelledOut(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const others = COMMAND_NAMES.filter((name) => name !== 'blame');
  return [...spellOut(before, end >= 0, TAKE_VALUE, others), ...argv.slice(before.length)];
}

/** The parser's messages in our words, and a guess at what was meant. */
function usageError({ message }: Error, command: CommandName): AiBlameError {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  const lacking = /^Not enough arguments following: (.*)$/s.exec(message)?.[1];
  const hint = `ai-blame ${command} --help lists the options`;
  if (unknown !== undefined) {
    const known = Object.keys(COMMANDS[command].options);
    const meant = didYouMean(unknown, [...known, 'help', 'version']);
    const guess = meant === null ? {} : { hint: `did you mean ${spelt(meant)}?` };
    return new AiBlameError('USAGE', `Unknown option ${spelt(unknown)}`, { hint, ...guess });
  }
  return new AiBlameError('USAGE', lacking === undefined ? message : `${spelt(lacking)} needs a value`, { hint });
}
