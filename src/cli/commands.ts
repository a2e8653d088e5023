import type { Options } from 'yargs';
import type { Env } from '../env.js';
import { ANNOTATE_OPTIONS, readAnnotate } from './annotate-command.js';
import { BISECT_OPTIONS, readBisect } from './bisect-command.js';
import { BLAME_OPTIONS, readBlame } from './blame-command.js';
import type { CommandName } from './command-names.js';
import { COMPLETION_OPTIONS, readCompletion } from './completion-command.js';
import { COMPLETION_EXAMPLES, COMPLETION_NOTES, COMPLETION_USAGE } from './completion-help-texts.js';
import { DIFF_OPTIONS, readDiff } from './diff-command.js';
import { DOCTOR_OPTIONS, readDoctor } from './doctor-command.js';
import { EDITS_OPTIONS, readEdits } from './edits-command.js';
import { EXPORT_OPTIONS, readExport } from './export-command.js';
import { readHelp } from './help-command.js';
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
import type { RawOptions } from './option-values.js';
import { PAGES_OPTIONS, readReportOrPages } from './pages-command.js';
import { PIN_OPTIONS, readPin, UNPIN_OPTIONS } from './pin-command.js';
import { REPLAY_OPTIONS, readReplay } from './replay-command.js';
import { REPORT_OPTIONS } from './report-command.js';
import { REPORT_EXAMPLES, REPORT_NOTES, REPORT_USAGE } from './report-help-texts.js';
import { RUNS_OPTIONS, readRuns } from './runs-command.js';
import { readServe, SERVE_OPTIONS } from './serve-command.js';
import { SERVE_EXAMPLES, SERVE_NOTES, SERVE_USAGE } from './serve-help-texts.js';
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
  LINK_USAGE,
  LOG_EXAMPLES,
  LOG_NOTES,
  LOG_USAGE,
  SHOW_EXAMPLES,
  SHOW_USAGE,
  STATE_NAMES,
  TRACE_EXAMPLES,
  TRACE_NOTES,
  TRACE_USAGE,
} from './travel-help-texts.js';
import { readVerify, VERIFY_OPTIONS } from './verify-command.js';
import { VERIFY_EXAMPLES, VERIFY_NOTES, VERIFY_USAGE } from './verify-help-texts.js';
import { readWhy, WHY_OPTIONS } from './why-command.js';

/** One command: all that is told of it, wherever that is shown (help, man page, docs, completion), and what reads its words. */
export interface Command {
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

/** All commands, in the order of the list of commands. */
export const COMMANDS = {
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
    options: { ...REPORT_OPTIONS, ...PAGES_OPTIONS },
    examples: REPORT_EXAMPLES,
    notes: REPORT_NOTES,
    read: readReportOrPages,
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
    notes: STATE_NAMES,
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
    notes: STATE_NAMES,
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
  serve: {
    describe: 'The viewer in the browser',
    usage: SERVE_USAGE,
    options: SERVE_OPTIONS,
    examples: SERVE_EXAMPLES,
    notes: SERVE_NOTES,
    read: readServe,
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
  completion: {
    describe: 'Have a shell complete our words',
    usage: COMPLETION_USAGE,
    options: COMPLETION_OPTIONS,
    examples: COMPLETION_EXAMPLES,
    notes: COMPLETION_NOTES,
    read: readCompletion,
  },
  help: {
    describe: 'Help on a command, or on evidence, caveats, refs',
    usage: HELP_USAGE,
    options: {},
    examples: HELP_EXAMPLES,
    notes: HELP_NOTES,
    read: readHelp,
  },
} satisfies Record<CommandName, Command>;
