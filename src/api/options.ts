import type { EditAction } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';

/** Several values of an option mean any of them. */
type OneOrMore<T = string> = T | readonly T[];

/** Where a question is asked, and where its evidence lies. Paths may be relative to `cwd`. */
export interface Surroundings {
  /** The folder that the question is asked in, which tells the repository. The process's, where it is not given. */
  readonly cwd?: string;
  /** The person's home folder, in which agents keep their traces. That of the process's user, where it is not given. */
  readonly home?: string;
  /** Environment variables (CODEX_HOME, AI_BLAME_HOME, TZ …), in place of the process's. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970, which ages and `2.weeks` are counted from. `Date.now`, where it is not given. */
  readonly now?: () => number;
  /** Hears what the command would tell on standard error about how an answer was found: one sentence each. */
  readonly onNote?: (sentence: string) => void;
  /** Hears how far long work has come. */
  readonly onProgress?: (message: string, done: number, total: number) => void;
  /** The agents' homes, each in place of what its agent would use. */
  readonly codexHome?: OneOrMore;
  readonly claudeHome?: OneOrMore;
  readonly geminiHome?: OneOrMore;
  readonly opencodeHome?: OneOrMore;
  readonly copilotHome?: OneOrMore;
  readonly vscodeHome?: OneOrMore;
  readonly acpHome?: OneOrMore;
  readonly cursorHome?: OneOrMore;
  /** `false`: without the private homes that Codex Autorunner gives to Codex. */
  readonly car?: boolean;
  /** Where the repository lay when sessions ran, if it was moved. */
  readonly movedFrom?: OneOrMore;
  /** The index file, in place of the usual one; `false`: none, the traces themselves are read and nothing is written. */
  readonly index?: string | false;
}

/** Whose edits are named: an agent as `codex`. */
interface OfAgents {
  readonly agent?: OneOrMore;
}

interface WithNotes {
  /** `false`: git notes and imported records of Agent Trace tell nothing. */
  readonly notes?: boolean;
}

export interface BlameOptions extends Surroundings, OfAgents, WithNotes {
  /** The file as of this revision, or a range of commits that are told: `v1.2`, `A..B`. */
  readonly rev?: string;
  /** Only these lines: `10,20`, `10,+5`, `/begin/,/end/`, `:function`. */
  readonly lines?: OneOrMore;
  /** Edits with weaker evidence are not named. */
  readonly minEvidence?: Evidence;
  /** Commits no further back than this: `2026-03-04`, `2.weeks`. */
  readonly since?: string;
  readonly firstParent?: boolean;
  readonly reverse?: boolean;
  /** Differences of commits as small as can be. */
  readonly minimal?: boolean;
  /** The first commit of a history is no boundary. */
  readonly root?: boolean;
  /** Also a file over 4 MB. */
  readonly force?: boolean;
  /** Another file whose content is taken for that of the work tree. */
  readonly contents?: string;
  /** What is seen through, as with `-w`, `-M`, `-C`: `true`, or the least number of letters and digits of a block. */
  readonly ignoreWhitespace?: boolean;
  readonly moves?: boolean | number;
  /** How far is looked for copies. */
  readonly copies?: 1 | 2 | 3;
  readonly ignoreRev?: OneOrMore;
  readonly ignoreRevsFile?: OneOrMore;
  /** `SESSION:TURN`, `SESSION`, or the id of an edit. */
  readonly ignoreTurn?: OneOrMore;
  /** Also what the answer rests on, and a SHA-256 of both, for `verify`. */
  readonly digest?: boolean;
}

export interface EditsOptions extends Surroundings, OfAgents {
  /** `unknown`: where no trace tells it. */
  readonly model?: OneOrMore;
  /** A session's id, or how it begins. */
  readonly session?: OneOrMore;
  /** Numbers of turns, from 1. */
  readonly turn?: OneOrMore<number>;
  /** ISO dates or times; UTC unless they have a zone. */
  readonly since?: string;
  readonly until?: string;
  readonly evidence?: OneOrMore<Evidence>;
  readonly action?: OneOrMore<EditAction>;
}

export interface StatsOptions extends Surroundings, OfAgents, WithNotes {
  readonly minEvidence?: Evidence;
}

export interface ReportOptions extends Surroundings, OfAgents, WithNotes {
  /** What is compared: `HEAD`, `A..B`, `A...B`; where it is not given: what is staged. */
  readonly change?: string;
  /** The work tree with its untracked files, against HEAD. */
  readonly worktree?: boolean;
  /** Only these files and folders; where nothing is compared: all of their lines. */
  readonly paths?: readonly string[];
  readonly minEvidence?: Evidence;
  /** Patterns of files that are left out, as in .gitignore. */
  readonly exclude?: OneOrMore;
  readonly excludeLockFiles?: boolean;
  readonly allFiles?: boolean;
  /** Conditions as `agent>80%`; whether they are met stands in `policy`. */
  readonly failOn?: OneOrMore;
  /** `false`: .ai-blame.json is not read. */
  readonly config?: boolean;
  /** Also what was asked, and where the repository lies. */
  readonly withPrivate?: boolean;
  readonly digest?: boolean;
}

export interface WhyOptions extends Surroundings, OfAgents, WithNotes {
  readonly rev?: string;
}

export interface LogOptions extends Surroundings {
  /** Work of sub-agents and forks counts for the session they come from. */
  readonly rollup?: boolean;
  /** Also what the answer was drawn from, in numbers. */
  readonly stats?: boolean;
}

export interface StateOptions extends Surroundings {
  /** Also what is binary, or over 4 MB. */
  readonly force?: boolean;
  readonly stats?: boolean;
}

export interface ShowOptions extends StateOptions {
  /** Also who wrote each line of the state. */
  readonly authors?: boolean;
}

export interface BisectOptions extends Surroundings {
  readonly stats?: boolean;
}

export interface TraceOptions extends Surroundings {
  /** `false`: what looks like a secret is left in. */
  readonly redact?: boolean;
}

export interface DoctorOptions extends Surroundings, OfAgents {}

export interface SessionsOptions extends Surroundings, OfAgents {
  readonly archived?: boolean;
  /** Archived ones, too. */
  readonly all?: boolean;
  /** Only those that worked in the repository that holds this folder, or below it. */
  readonly project?: OneOrMore;
  readonly workedIn?: OneOrMore;
  readonly source?: OneOrMore;
  readonly model?: OneOrMore;
  /** In the title or the first message. */
  readonly search?: string;
  readonly since?: string;
  readonly until?: string;
  readonly includeEmpty?: boolean;
  readonly sort?: 'created' | 'updated';
  readonly asc?: boolean;
  /** 1 to 1000; 50 where it is not given. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly tree?: boolean;
}

export interface TranscriptOptions extends Surroundings {
  readonly turn?: OneOrMore<number>;
  readonly full?: boolean;
  readonly reasoning?: boolean;
  readonly redact?: boolean;
}
