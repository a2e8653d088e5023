// Made by `npm run types` from src/api. Answers are described in schemas/, and in the package's README.
/** Expected trouble: a stable code, a sentence, and a hint of what to do. Turned into text and an exit code by `main` only. */
export declare class AiBlameError extends Error {
    static [Symbol.hasInstance](value: unknown): boolean;
    readonly [BRAND] = true;
    readonly code: ErrorCode;
    readonly hint: string | null;
    /** @param message a full sentence without a period at its end. */
    constructor(code: ErrorCode, message: string, options?: {
        hint?: string;
        cause?: unknown;
    });
    get exitCode(): number;
}
export type ErrorCode = keyof typeof EXIT_OF;
export interface BlameLine {
    /** From 1. */
    readonly line: number;
    /** Without its line end; bytes that are not UTF-8 as U+FFFD. */
    readonly text: string;
    /** Only where `text` could not hold the bytes. */
    readonly textBase64?: string;
    readonly origin: Origin;
    /** Key of `edits`. */
    readonly edit: string | null;
    /** Key of `commits`: the commit that introduced the line, once there is one. */
    readonly commit: string | null;
}
export interface CommitInfo {
    readonly author: string;
    readonly email: string;
    /** Author's time, ISO 8601 UTC. */
    readonly time: string;
    readonly summary: string;
}
/** Where a line of the file comes from (contract, section 1). */
export type Origin = 'agent' | 'commit' | 'preexisting' | 'untraced';
export interface RepositoryRef {
    readonly root: string;
    /** Commit id of HEAD; null before the first commit. */
    readonly head: string | null;
}
/** Something that was lost, skipped or not certain (contract, section 2: `warnings`). */
export interface Warning {
    /** Stable, snake_case. */
    readonly code: string;
    /** A sentence for a person. */
    readonly message: string;
    /** How many times it happened. */
    readonly count: number;
    /** What it is about: an id, a path, a record's place. */
    readonly subject: string | null;
}
export type EditAction = 'create' | 'modify' | 'delete' | 'rename';
/** One change of one file, as printed (contract, section 3). The order of the keys is the order in JSON. */
export interface EditRecord {
    /** First 12 hex digits of a SHA-256 over agent, session, trace record, path and place: see `reconcile/edit-id.ts`. */
    readonly id: string;
    readonly agent: string;
    readonly agentVersion: string | null;
    readonly model: string | null;
    readonly provider: string | null;
    readonly session: string;
    readonly parentSession: string | null;
    readonly turn: EditTurn | null;
    /** ISO 8601 UTC; null where the trace has no time. */
    readonly timestamp: string | null;
    /** Relative to the repository's root, with `/`. */
    readonly path: string;
    readonly previousPath: string | null;
    readonly action: EditAction;
    readonly evidence: Evidence;
    readonly tool: string | null;
    readonly call: string | null;
    readonly snapshots: {
        readonly before: string | null;
        readonly after: string | null;
    };
    readonly added: number;
    readonly removed: number;
    /** git's blob ids of the whole contents; null where the content is not known (or the file does not exist). */
    readonly before: {
        readonly blob: string | null;
    };
    readonly after: {
        readonly blob: string | null;
    };
    readonly caveats: readonly Caveat[];
    /** Of what a git note tells: the note's ref and the line in it; of an imported record: its file, below the folder of all. */
    readonly trace: {
        readonly path: string;
        readonly line: number;
    };
    /** Only where a git note tells of the edit, and no trace. */
    readonly note?: EditNote;
    /** Only where an imported record of Agent Trace tells of the edit, and neither a trace nor a note. */
    readonly record?: EditTraceRecord;
}
export type Evidence = (typeof EVIDENCE_LEVELS)[number];
/** One state of a file. */
export interface StateRecord {
    /** From 0: before the first known edit. */
    readonly state: number;
    readonly kind: StateKind;
    /** The file's name in this state, and before where it had another. */
    readonly path: string;
    readonly previousPath: string | null;
    readonly presence: Presence;
    /** null for state 0. */
    readonly action: EditAction | null;
    /** Key of `edits`. */
    readonly edit: string | null;
    /** Full id of the commit that brought it. */
    readonly commit: string | null;
    /** How the edit is known, in the contract's words; else the kind of what is no agent's. */
    readonly evidence: string;
    readonly confidence: Confidence;
    readonly attribution: Attribution;
    /** Lines. null: not counted (binary), or not known. */
    readonly added: number | null;
    readonly removed: number | null;
    /** git's blob id of the content; null where there is none or it is not known. */
    readonly blob: string | null;
    /** Bytes; null as `blob`. */
    readonly size: number | null;
    readonly caveats: readonly Caveat[];
}
/** The answer of `verify`. Keys in the order of the JSON. */
export interface AnswerVerification {
    readonly schema: 'ai-blame/verify@1';
    /** As it was named. */
    readonly document: string;
    readonly path: string | null;
    readonly revision: string | null;
    readonly outcome: 'same' | 'differs' | 'missing';
    readonly digest: {
        readonly told: string | null;
        /** null: the answer could not be derived, and `message` of a finding says why. */
        readonly derived: string | null;
    };
    /** How many of each were looked at. */
    readonly checked: {
        readonly files: number;
        readonly records: number;
        readonly snapshots: number;
        readonly commits: number;
        readonly lines: number;
    };
    readonly findings: readonly Finding[];
}
/** What `bisect --json` prints. */
export interface BisectAnswer {
    readonly schema: 'ai-blame/bisect@1';
    readonly repository: RepositoryRef;
    readonly path: string;
    /** What was looked for. */
    readonly text: string;
    /** The first state that has it, and the last; null: none has. */
    readonly first: FoundState | null;
    readonly last: FoundState | null;
    /** The state after `last`; null where the newest still has it. */
    readonly removed: StateRecord | null;
    /** Those that states name, by id. */
    readonly edits: Readonly<Record<string, EditRecord>>;
    readonly caveats: readonly CaveatCount[];
    /** Only with `--stats`. */
    readonly stats?: TravelStats;
    readonly warnings: readonly Warning[];
}
export interface BisectOptions extends Surroundings {
    readonly stats?: boolean;
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
/** The answer of `blame` (contract, section 2). Keys in the order of the JSON. */
export interface BlameResult {
    readonly schema: 'ai-blame/blame@1';
    readonly repository: RepositoryRef;
    /** Relative to the repository's root, with `/`. */
    readonly path: string;
    /** null: the work tree; else the full commit id. */
    readonly revision: string | null;
    readonly lines: readonly BlameLine[];
    readonly edits: Readonly<Record<string, EditRecord>>;
    readonly commits: Readonly<Record<string, CommitInfo>>;
    readonly summary: BlameSummary;
    readonly warnings: readonly Warning[];
    /** Only where it was wanted. */
    readonly digest?: EvidenceDigest;
}
/** What `diff --json` prints. */
export interface DiffAnswer {
    readonly schema: 'ai-blame/diff@1';
    readonly repository: RepositoryRef;
    /** null: a turn's whole work. */
    readonly from: DiffAnswerSide | null;
    readonly to: DiffAnswerSide | null;
    /** Whether `from` came after `to`. */
    readonly reversed: boolean;
    /** null: the states of one file. */
    readonly turn: {
        readonly session: string;
        readonly turn: number;
    } | null;
    readonly files: readonly DiffAnswerFile[];
    /** Those that lines name, by id. */
    readonly edits: Readonly<Record<string, EditRecord>>;
    readonly caveats: readonly CaveatCount[];
    /** Only with `--stats`. */
    readonly stats?: TravelStats;
    readonly warnings: readonly Warning[];
}
export interface DoctorOptions extends Surroundings, OfAgents {
}
/** The answer of `doctor`. Keys in the order of the JSON. */
export interface DoctorResult {
    readonly schema: 'ai-blame/doctor@1';
    readonly repository: RepositoryRef;
    /** A snapshot is gone or stored only in part, an applied patch did not replay or cannot be read, or a trace is damaged. */
    readonly evidenceLost: boolean;
    /** By the time they began, then by id. */
    readonly sessions: readonly SessionHealth[];
    readonly totals: HealthTotals;
    /** Snapshots that an agent left, that no record names and no ref reaches. Nothing is concluded from them; `pin` keeps them. */
    readonly unnamed: readonly UnnamedSnapshot[];
    /** When git may delete what no ref reaches. */
    readonly expiry: PruneExpiry;
    /** Every home that was searched. */
    readonly homes: readonly HomeSearch[];
    readonly warnings: readonly Warning[];
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
/** The answer of `edits`. */
export interface EditsResult {
    readonly schema: 'ai-blame/edits@1';
    readonly repository: RepositoryRef;
    readonly edits: readonly EditRecord[];
    /** How many older ones are left out, where their number was limited. */
    readonly truncated?: number;
    readonly warnings: readonly Warning[];
}
/** What `log --json` prints. */
export interface LogAnswer {
    readonly schema: 'ai-blame/log@1';
    readonly repository: RepositoryRef;
    /** The file's name now. */
    readonly path: string;
    /** The oldest first; the first one is state 0. */
    readonly states: readonly StateRecord[];
    /** Those that states name, by id. */
    readonly edits: Readonly<Record<string, EditRecord>>;
    readonly caveats: readonly CaveatCount[];
    /** Only with `--stats`. */
    readonly stats?: TravelStats;
    readonly warnings: readonly Warning[];
}
export interface LogOptions extends Surroundings {
    /** Work of sub-agents and forks counts for the session they come from. */
    readonly rollup?: boolean;
    /** Also what the answer was drawn from, in numbers. */
    readonly stats?: boolean;
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
/** The answer of `report`. Keys in the order of the JSON. Every line counts as `blame` tells it of its side. */
export interface ReportResult {
    readonly schema: 'ai-blame/report@1';
    readonly repository: ReportedRepository;
    readonly comparison: Comparison;
    readonly minEvidence: Evidence;
    /** Lines that the new side has more. */
    readonly added: LineTally;
    /** Lines that the old side has more, by who had written them. */
    readonly deleted: LineTally;
    /** Sorted by path. */
    readonly files: readonly ReportedFile[];
    /** Files that changed and were not to be counted. */
    readonly excluded: readonly {
        readonly path: string;
        readonly reason: ExclusionReason;
    }[];
    /** Files that changed, and whose lines cannot be told. */
    readonly skipped: readonly {
        readonly path: string;
        readonly reason: SkipReason;
    }[];
    readonly policy: Policy;
    /** What was asked of the sessions that wrote the lines: only where that was wanted. */
    readonly prompts: readonly ReportedPrompt[];
    /** How many secrets were taken out: `[redacted]` stands in their place. */
    readonly redacted: number;
    readonly warnings: readonly Warning[];
    /** Only where it was wanted. */
    readonly digest?: EvidenceDigest;
}
export interface SessionResult {
    readonly schema: 'ai-blame/session@1';
    readonly origin: AnswerOrigin;
    readonly session: SessionEntry;
    /** Ids of the sessions that it spawned, and of those forked from it; sorted. */
    readonly children: readonly string[];
    readonly forks: readonly string[];
    readonly turns: readonly SessionTurn[];
    readonly warnings: readonly Warning[];
}
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
export interface SessionsResult {
    readonly schema: 'ai-blame/sessions@1';
    readonly origin: AnswerOrigin;
    readonly sessions: readonly SessionRow[];
    /** Names where the next page begins; null: this is the last one. */
    readonly nextCursor: string | null;
    readonly summary: {
        /** Sessions that pass the filters, on all pages. */
        readonly matching: number;
        /** Those of them that are left out because no person said anything in them. */
        readonly withoutMessage: number;
    };
    readonly warnings: readonly Warning[];
}
/** What `show --json` prints. */
export interface ShowAnswer {
    readonly schema: 'ai-blame/show@1';
    readonly repository: RepositoryRef;
    readonly path: string;
    /** As it was asked. */
    readonly ref: string;
    /** Number of the state; null where the content is none of them (a commit). */
    readonly state: number | null;
    /** The whole content, where it is UTF-8. */
    readonly content?: string;
    /** The whole content, where it is not. */
    readonly contentBase64?: string;
    /** Who made the state. */
    readonly attribution: Attribution | null;
    readonly confidence: Confidence;
    readonly edit: EditRecord | null;
    /** Only with `--lines`: who wrote each line, from the first to the last. */
    readonly lines?: readonly StateSpan[];
    /** Only with `--lines`: those that lines name, by id. */
    readonly edits?: Readonly<Record<string, EditRecord>>;
    readonly commits?: Readonly<Record<string, CommitInfo>>;
    readonly caveats: readonly CaveatCount[];
    /** Only with `--stats`. */
    readonly stats?: TravelStats;
    readonly warnings: readonly Warning[];
}
export interface ShowOptions extends StateOptions {
    /** Also who wrote each line of the state. */
    readonly authors?: boolean;
}
export interface StateOptions extends Surroundings {
    /** Also what is binary, or over 4 MB. */
    readonly force?: boolean;
    readonly stats?: boolean;
}
export interface StatsOptions extends Surroundings, OfAgents, WithNotes {
    readonly minEvidence?: Evidence;
}
/** The answer of `stats`. Keys in the order of the JSON. Lines are those that the files hold now; they agree with `blame`. */
export interface StatsResult {
    readonly schema: 'ai-blame/stats@1';
    readonly repository: RepositoryRef;
    readonly lines: LineShares;
    /** Lines of agents by the evidence that their edits have. */
    readonly byEvidence: Readonly<Record<Evidence, number>>;
    readonly edits: EditTotals;
    /** Each list: most lines first, then most edits, then by name. */
    readonly agents: readonly AgentTotals[];
    readonly models: readonly ModelTotals[];
    readonly sessions: readonly SessionTotals[];
    readonly files: readonly FileShares[];
    /** Edits by the day they were made on (UTC), the oldest first, then by agent and model; those whose time no record tells are in none. */
    readonly days: readonly DayTotals[];
    /** Files whose lines cannot be told. */
    readonly skipped: readonly {
        readonly path: string;
        readonly reason: StatsSkipReason;
    }[];
    readonly warnings: readonly Warning[];
}
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
export interface TraceOptions extends Surroundings {
    /** `false`: what looks like a secret is left in. */
    readonly redact?: boolean;
}
/** The answer of `trace`. */
export interface TraceResult {
    readonly schema: 'ai-blame/trace@1';
    readonly edit: EditRecord;
    /** What the edit rests on: the record that tells that it happened, and the call where that is another one. */
    readonly records: readonly {
        readonly role: 'call' | 'result';
        readonly path: string;
        readonly line: number;
        /** `record`: its own text. `reading`: what is read of it, where a store has no text of a record. */
        readonly form: 'record' | 'reading';
        /** null where the trace no longer holds it. */
        readonly text: string | null;
    }[];
    /** How many secrets `[redacted]` stands for. */
    readonly secretsReplaced: number;
    readonly warnings: readonly Warning[];
}
export interface TranscriptOptions extends Surroundings {
    readonly turn?: OneOrMore<number>;
    readonly full?: boolean;
    readonly reasoning?: boolean;
    readonly redact?: boolean;
}
/** What was said and done in one session, turn by turn. */
export interface TranscriptResult {
    readonly schema: 'ai-blame/transcript@1';
    readonly origin: AnswerOrigin;
    readonly session: SessionEntry;
    /** The one through which edits got their ids; null: the session worked in none that is still there. */
    readonly repository: RepositoryRef | null;
    /** Whether known forms of secrets were taken out of texts. */
    readonly redacted: boolean;
    /** How many secrets `[redacted]` stands for in texts, also where these are then folded. */
    readonly secretsReplaced: number;
    /** How many turns the session has, also where only some were asked for. */
    readonly totalTurns: number;
    readonly turns: readonly TranscriptTurn[];
    /** Those that turns and entries name. */
    readonly edits: Readonly<Record<string, EditRecord>>;
    readonly warnings: readonly Warning[];
}
export interface WhyOptions extends Surroundings, OfAgents, WithNotes {
    readonly rev?: string;
}
/** The answer of `why`. Keys in the order of the JSON. */
export interface WhyResult {
    readonly schema: 'ai-blame/why@1';
    readonly repository: RepositoryRef;
    /** Relative to the repository's root, with `/`. */
    readonly path: string;
    /** null: the work tree; else the full commit id. */
    readonly revision: string | null;
    /** From 1. */
    readonly line: number;
    /** As in the JSON of `blame`, also `textBase64`, `origin`, `edit` and `commit`. */
    readonly text: string;
    readonly textBase64?: string;
    readonly origin: Origin;
    readonly edit: string | null;
    readonly commit: string | null;
    /** Each station of the line's life, the newest first. */
    readonly life: readonly LifeStation[];
    /** What ended the search for an agent; null where one wrote the line. */
    readonly ended: SearchEnd | null;
    /** The records of the edits, and of the commits, that the line or its life names. */
    readonly edits: Readonly<Record<string, EditRecord>>;
    readonly commits: Readonly<Record<string, CommitInfo>>;
    /** By edit of `edits`: what its agent is recorded to have looked at in that turn before, in order. */
    readonly looks: Readonly<Record<string, readonly LookedAt[]>>;
    readonly warnings: readonly Warning[];
}
/**
 * Who wrote each line of a file: `ai-blame FILE --json`.
 *
 * @example
 * const { lines, edits } = await blame('src/app.ts', { cwd: '/repo', lines: '10,20' });
 * const models = lines.map(({ edit }) => (edit === null ? null : edits[edit]?.model));
 */
export declare function blame(file: string, options?: BlameOptions): Promise<BlameResult>;
/** What agents changed below the paths, or in the whole repository: `ai-blame edits --json`. */
export declare function edits(paths?: readonly string[], options?: EditsOptions): Promise<EditsResult>;
/** Whose the lines of the work tree are, in sums: `ai-blame stats --json`. */
export declare function stats(paths?: readonly string[], options?: StatsOptions): Promise<StatsResult>;
/** What agents wrote of a change: `ai-blame report --json`. Conditions that are met are told in `policy`, and throw nothing. */
export declare function report(options?: ReportOptions): Promise<ReportResult>;
/** A line's whole life, and why no agent is named: `ai-blame why FILE:LINE --json`. @param line from 1. */
export declare function why(file: string, line: number, options?: WhyOptions): Promise<WhyResult>;
/** Every state of a file: `ai-blame log FILE --json`. */
export declare function log(file: string, options?: LogOptions): Promise<LogAnswer>;
/** A file as it was in one of its states: `ai-blame show FILE@REF --json`. */
export declare function show(file: string, ref: string, options?: ShowOptions): Promise<ShowAnswer>;
/** What changed between two states, `A..B`, or led to one: `ai-blame diff FILE@A..B --json`. */
export declare function diff(file: string, refs: string, options?: StateOptions): Promise<DiffAnswer>;
/** What one turn did to all files: `ai-blame diff --turn SESSION:N --json`. @param turn from 1. */
export declare function diffTurn(session: string, turn: number, options?: StateOptions): Promise<DiffAnswer>;
/** The first state that has a text, the last one, and what took it away: `ai-blame bisect FILE --contains TEXT --json`. */
export declare function bisect(file: string, text: string, options?: BisectOptions): Promise<BisectAnswer>;
/** The record of the trace that an edit rests on: `ai-blame trace EDIT --json`. @param edit its id, or 4 digits of it or more. */
export declare function trace(edit: string, options?: TraceOptions): Promise<TraceResult>;
/** What evidence there is, and what of it is lost or at risk: `ai-blame doctor --json`. */
export declare function doctor(options?: DoctorOptions): Promise<DoctorResult>;
/** Whether an answer with a digest still holds: `ai-blame verify FILE.json --json`. @param document the file that holds it. */
export declare function verify(document: string, options?: Omit<Surroundings, 'index'>): Promise<AnswerVerification>;
/** The conversations on this machine, page by page: `ai-blame sessions --json`. */
export declare function sessions(options?: SessionsOptions): Promise<SessionsResult>;
/** One conversation with its turns: `ai-blame sessions show SESSION --json`. @param id or how it begins. */
export declare function session(id: string, options?: Surroundings): Promise<SessionResult>;
/** All that was said and done in a conversation: `ai-blame sessions transcript SESSION --json`. @param id or how it begins. */
export declare function transcript(id: string, options?: TranscriptOptions): Promise<TranscriptResult>;
/** The program is built of two bundles (`scripts/build.mjs`), each with a class of its own: what one throws, the other one knows. */
declare const BRAND: unique symbol;
/** Stable codes of expected trouble, and the exit code of each. */
declare const EXIT_OF: {
    readonly USAGE: 2;
    readonly AMBIGUOUS: 2;
    readonly NO_REPOSITORY: 3;
    readonly NO_SUCH_FILE: 3;
    readonly NO_SUCH_REVISION: 3;
    readonly NO_SUCH_EDIT: 3;
    readonly NO_SUCH_SESSION: 3;
    readonly NO_SUCH_STATE: 3;
    readonly NOT_TRACED: 3;
    readonly TOO_LARGE: 3;
    readonly IS_DIRECTORY: 3;
    readonly IS_BINARY: 3;
    readonly OUTSIDE_REPOSITORY: 3;
    readonly CANNOT_LISTEN: 3;
    readonly UNREADABLE: 4;
    readonly OBJECT_MISSING: 4;
    readonly OBJECT_CORRUPT: 4;
    readonly CONTENT_UNKNOWN: 4;
    readonly UNSUPPORTED_REPOSITORY: 4;
    readonly LOCKED: 4;
    readonly NOT_WRITABLE: 4;
    readonly NO_SQLITE: 4;
};
interface EditTurn {
    readonly index: number;
    readonly id: string | null;
    readonly startedAt: string | null;
    readonly prompt: string;
}
/** Something that weakens what an edit claims. */
interface Caveat {
    readonly code: string;
    readonly message: string;
}
/** A git note that names an agent for lines of a commit. */
interface EditNote {
    readonly ref: string;
    /** What it is a note of. */
    readonly commit: string;
    readonly blob: string;
    /** The program that it says wrote it; null where it does not. */
    readonly writer: string | null;
}
/** A record of Agent Trace that names an agent for lines of a commit. */
interface EditTraceRecord {
    readonly id: string;
    readonly commit: string;
    /** The program that it says wrote it; null where it does not. */
    readonly writer: string | null;
    /** ISO 8601 UTC. */
    readonly timestamp: string;
}
/** How an agent's edit is known, from strong to weak (contract, section 1). */
declare const EVIDENCE_LEVELS: readonly ['exact', 'fragment', 'snapshot', 'inferred'];
/**
 * What led to a state. `base`: nothing that is known. `edit`: an agent. `untraced`: nobody that a trace knows; `worktree`: the same, and
 * only the work tree shows it. `commit`: git brought it.
 */
type StateKind = 'base' | 'edit' | 'untraced' | 'commit' | 'worktree';
/** `absent`: the file was not there. `unknown`: it was, and what it held is not known. */
type Presence = 'present' | 'absent' | 'unknown';
/** How sure the content and the writer of a state are (help caveats). `none`: it is credited to nobody. */
type Confidence = 'exact' | 'derived' | 'best_effort' | 'none';
/** Who made a state. Every key is always there. */
interface Attribution {
    readonly agent: string | null;
    /** The session; with `--rollup` the one that it was begun for or taken from, over all generations. */
    readonly sessionId: string | null;
    readonly threadId: string | null;
    readonly parentThreadId: string | null;
    readonly turnId: string | null;
    /** From 1. */
    readonly turn: number | null;
    /** When the turn began, ISO 8601 UTC. */
    readonly messageDate: string | null;
    /** When the edit shows: of a snapshot's evidence, when the snapshot was taken. */
    readonly editDate: string | null;
    readonly model: string | null;
    /** First line of the person's message. */
    readonly logSubject: string | null;
    /** The record that tells of it; `record` counts from 1. */
    readonly source: {
        readonly path: string;
        readonly record: number;
    } | null;
}
/** What `verify` found. */
interface Finding {
    /** `file`, `record`, `snapshot`, `commit`, `note`, or the key of the document. */
    readonly part: string;
    readonly status: FindingStatus;
    /** Place in the document (`lines[3].edit`), or name of the evidence. */
    readonly subject: string;
    readonly message: string;
}
interface FoundState {
    readonly line: number;
    readonly state: StateRecord;
}
/** How many records of the answer have a caveat. */
interface CaveatCount {
    readonly code: string;
    readonly message: string;
    readonly count: number;
}
/** What the answer was drawn from. */
interface TravelStats {
    readonly filesTracked: number;
    readonly editsSeen: number;
    /** Of them those that name an agent and a turn. */
    readonly attributed: number;
    readonly byConfidence: Readonly<Record<Confidence, number>>;
    /** What was left out, by code. */
    readonly skipped: Readonly<Record<string, number>>;
    readonly blobsRead: number;
    readonly cacheEntries: number;
    readonly cacheBytes: number;
    readonly cacheEvictions: number;
    readonly pendingOperations: number;
}
/** Whose edits are named: an agent as `codex`. */
interface OfAgents {
    readonly agent?: OneOrMore;
}
interface WithNotes {
    /** `false`: git notes and imported records of Agent Trace tell nothing. */
    readonly notes?: boolean;
}
/** Several values of an option mean any of them. */
type OneOrMore<T = string> = T | readonly T[];
interface BlameSummary {
    readonly lines: number;
    readonly agent: number;
    readonly commit: number;
    readonly preexisting: number;
    readonly untraced: number;
    /** Lines of agents by model; an unknown model counts under `unknown`. */
    readonly byModel: Readonly<Record<string, number>>;
    readonly byAgent: Readonly<Record<string, number>>;
    readonly byEvidence: Readonly<Partial<Record<Evidence, number>>>;
}
/** What an answer was drawn from, and the SHA-256 of both. The key `digest` of an answer; README, "Proving an answer". */
interface EvidenceDigest {
    readonly algorithm: 'sha256';
    readonly form: 'ai-blame/digest@1';
    /** Over `form` and `parts`: the same wherever the same evidence gives the same answer. */
    readonly value: string;
    /** Of each part of the answer, of `question` and of `inputs`: without what depends on the machine. */
    readonly parts: Readonly<Record<string, string>>;
    /** All that was asked, so that it can be asked again. */
    readonly question: JsonValue;
    readonly inputs: DigestInputs;
    /** Over the whole document as it stands, but for this: differs with the machine that it was made on. */
    readonly document: string;
}
interface DiffAnswerSide {
    readonly ref: string;
    readonly state: number | null;
    readonly path: string;
}
interface DiffAnswerFile {
    /** Name after it; of a deleted file before it. */
    readonly path: string;
    /** Of a rename: the name before it. */
    readonly previousPath: string | null;
    readonly action: EditAction;
    /** As in trees: `100644` … */
    readonly mode: string;
    /** git's blob ids; null where the file is not there. */
    readonly before: {
        readonly blob: string | null;
    };
    readonly after: {
        readonly blob: string | null;
    };
    /** Lines; null: not counted. */
    readonly added: number | null;
    readonly removed: number | null;
    /** Not told by lines: binary, or too large. */
    readonly isWhole: boolean;
    readonly hunks: readonly DiffAnswerHunk[];
}
/** One trace of this repository. */
interface SessionHealth {
    /** Its id, as the agent gave it. */
    readonly session: string;
    readonly agent: string;
    readonly agentVersion: string | null;
    readonly parentSession: string | null;
    /** Times of the first and the last record, ISO 8601 UTC, or null. */
    readonly firstTime: string | null;
    readonly lastTime: string | null;
    /** `elsewhere`: in another work tree or clone of this history. */
    readonly where: 'here' | 'elsewhere';
    /** What told that it is of this repository: `directory`, `moved-from`, `snapshot`, `commit` or `path`. */
    readonly matchedBy: string;
    /** Sorted. */
    readonly models: readonly string[];
    readonly turns: number;
    /** Numbers of the turns that did something, and whose model no record tells. */
    readonly turnsWithoutModel: readonly number[];
    readonly snapshots: SnapshotHealth;
    readonly patches: PatchHealth;
    /** Records that were passed by, and the like: how many by stable code. */
    readonly skipped: Readonly<Record<string, number>>;
    /** The agent's home (absolute) and the path in it. */
    readonly trace: {
        readonly home: string;
        readonly path: string;
    };
}
interface HealthTotals {
    readonly sessions: number;
    readonly turns: number;
    readonly turnsWithoutModel: number;
    readonly snapshots: {
        readonly alive: number;
        readonly kept: number;
        readonly held: number;
        readonly atRisk: number;
        readonly damaged: number;
        readonly expired: number;
        readonly lost: number;
    };
    readonly patches: {
        readonly applied: number;
        readonly failed: number;
        readonly rejected: number;
        readonly unconfirmed: number;
        readonly notReplayed: number;
    };
    readonly skipped: Readonly<Record<string, number>>;
}
interface UnnamedSnapshot {
    readonly commit: string;
    /** When it was made: ISO 8601 UTC. */
    readonly time: string;
}
interface PruneExpiry {
    /** `gc.pruneExpire` as configured, or null. */
    readonly setting: string | null;
    /** What was stored before may be deleted: ISO 8601 UTC; null: never. */
    readonly before: string | null;
}
interface HomeSearch {
    readonly agent: string;
    /** Absolute. */
    readonly path: string;
    /** How many traces it holds, and how many of them are of this repository. */
    readonly traces: number;
    readonly selected: number;
    /** The selected, by what told that they are of this repository. */
    readonly matchedBy: Readonly<Record<string, number>>;
}
interface ReportedRepository {
    /** Name of its folder. */
    readonly name: string;
    /** Absolute; null where it was not wanted: it tells of the machine. */
    readonly root: string | null;
    /** Commit id of HEAD; null before the first commit. */
    readonly head: string | null;
}
interface Comparison {
    readonly kind: ComparisonKind;
    /** The commit of the old side, and the name that was given for it; null: nothing was there before. */
    readonly base: NamedCommit | null;
    /** The commit of the new side; null: the index, or the work tree. */
    readonly target: NamedCommit | null;
    /** What it was limited to, relative to the root; none: everything. */
    readonly paths: readonly string[];
}
/** Lines in sums. Lists: most lines first, then by name. */
interface LineTally {
    readonly lines: number;
    readonly origins: Readonly<Record<Origin, number>>;
    /** Of `lines`, in per cents with one digit after the point; the four add up to 100, or are all 0 where there is no line. */
    readonly percent: Readonly<Record<Origin, number>>;
    /** Of the agents' lines. */
    readonly evidence: Readonly<Record<Evidence, number>>;
    /** Of the agents' lines, those that a git note tells of, and no trace here. */
    readonly byNote: number;
    /** Of the agents' lines, those that an imported record of Agent Trace tells of; not there where there are none. */
    readonly byRecord?: number;
    readonly agents: readonly {
        readonly agent: string;
        readonly lines: number;
    }[];
    /** `model` null: no record tells it. */
    readonly models: readonly {
        readonly agent: string;
        readonly model: string | null;
        readonly lines: number;
    }[];
    readonly sessions: readonly {
        readonly agent: string;
        readonly session: string;
        readonly lines: number;
    }[];
}
interface ReportedFile {
    /** On the new side; of a deleted file its last name. */
    readonly path: string;
    /** On the old side, where that is another. */
    readonly previousPath: string | null;
    readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
    readonly added: LineTally;
    readonly deleted: LineTally;
    /** Runs of lines that are alike in all that is told of them, ascending: first the added ones, then the deleted ones. */
    readonly spans: readonly LineSpan[];
}
type ExclusionReason = 'option' | 'configuration' | 'generated' | 'vendored' | 'lock-file';
type SkipReason = 'binary' | 'unreadable' | 'unmerged' | 'name-not-utf-8';
interface Policy {
    readonly passed: boolean;
    readonly conditions: readonly CheckedCondition[];
}
interface ReportedPrompt {
    readonly agent: string;
    readonly session: string;
    /** Number of the turn, from 1. */
    readonly turn: number;
    /** First line, 120 characters at most, without what looks like a secret. */
    readonly prompt: string;
}
/** Where an answer was read from: the traces themselves, or the index of them. Both give the same. */
type AnswerOrigin = 'traces' | 'index';
/** One session in a list. */
interface SessionEntry {
    readonly agent: string;
    readonly id: string;
    /** Its name, else the beginning of the first human text. */
    readonly title: string | null;
    readonly firstMessage: string | null;
    /** ISO 8601 UTC with milliseconds; null where the trace has no usable time. */
    readonly createdAt: string | null;
    readonly updatedAt: string | null;
    readonly archived: boolean;
    /** What it was started from, as recorded: `cli`, `exec`, … */
    readonly source: string | null;
    readonly model: string | null;
    readonly provider: string | null;
    readonly agentVersion: string | null;
    readonly cwd: string | null;
    readonly git: SessionGit | null;
    readonly turns: number;
    readonly tokens: number | null;
    readonly parentSession: string | null;
    readonly forkedFrom: string | null;
    /** `home`: absolute. `path`: relative to it. */
    readonly trace: {
        readonly home: string;
        readonly path: string;
    };
}
interface SessionTurn {
    /** From 1. */
    readonly index: number;
    readonly id: string | null;
    /** ISO 8601 UTC, or null. */
    readonly startedAt: string | null;
    /** First line of the person's message, 120 characters at most. */
    readonly prompt: string;
}
/** A row of a list: `depth` 0, or in a tree how far below its first ancestor of the page. */
interface SessionRow extends SessionEntry {
    readonly depth: number;
}
/** Lines that follow each other and come from the same. */
interface StateSpan {
    /** From 1. */
    readonly start: number;
    readonly count: number;
    readonly origin: Origin;
    readonly edit: string | null;
    readonly commit: string | null;
}
/** How many lines have which origin. */
interface LineShares {
    readonly total: number;
    readonly agent: number;
    readonly commit: number;
    readonly preexisting: number;
    readonly untraced: number;
}
/** Edits, and the lines that they added and removed when they were made. */
interface EditTotals {
    readonly count: number;
    readonly added: number;
    readonly removed: number;
}
interface AgentTotals extends Totals {
    readonly agent: string;
    readonly sessions: number;
}
interface ModelTotals extends Totals {
    readonly agent: string;
    /** null: no record tells it. */
    readonly model: string | null;
}
interface SessionTotals extends Totals {
    readonly session: string;
    readonly agent: string;
    /** Of its edits, sorted. */
    readonly models: readonly string[];
    /** Time of its first edit, ISO 8601 UTC, or null. */
    readonly firstEdit: string | null;
}
interface FileShares {
    readonly path: string;
    readonly lines: LineShares;
    readonly edits: EditTotals;
}
interface DayTotals {
    /** UTC, as `2026-03-04`. */
    readonly day: string;
    readonly agent: string;
    /** null: no record tells it. */
    readonly model: string | null;
    readonly edits: EditTotals;
}
/** Why the lines of a file cannot be told. */
type StatsSkipReason = 'binary' | 'unreadable' | 'name-not-utf-8';
interface TranscriptTurn {
    /** From 1; null: what stands before the first message of a person. */
    readonly index: number | null;
    readonly id: string | null;
    /** ISO 8601 UTC, or null. */
    readonly startedAt: string | null;
    /** `open`: nothing tells that it ended. */
    readonly status: 'completed' | 'aborted' | 'failed' | 'open';
    readonly entries: readonly TranscriptEntry[];
    /** Ids of edits of the turn of which no entry tells the call. */
    readonly edits: readonly string[];
}
interface LifeStation {
    /**
     * `writer`, `mover`, `restorer` (brought back what had been there), `line-end` (changed nothing else), or `renamer` (gave the
     * whole file another name).
     */
    readonly role: 'writer' | 'mover' | 'restorer' | 'line-end' | 'renamer';
    /** Of a renamer: the file's names before and after. */
    readonly renamed?: {
        readonly from: string;
        readonly to: string;
    };
    /** Who did it, in the words of `blame`. */
    readonly origin: Origin;
    /** ISO 8601 UTC: the edit's, else the commit's; null where neither tells. */
    readonly time: string | null;
    /** The line as it was then. */
    readonly text: string;
    readonly textBase64?: string;
    /** Key of `edits`. */
    readonly edit: string | null;
    /** Key of `commits`: the commit that introduced the line as it was then. */
    readonly commit: string | null;
}
interface SearchEnd {
    readonly code: SearchEndCode;
    /** A sentence without its period. */
    readonly message: string;
    /** Ids of snapshots, of a commit, of sessions and turns, or the place of a record: what the code is about. */
    readonly subjects: readonly string[];
}
/** A file that an agent looked at before it made an edit. */
interface LookedAt {
    /** Relative to the root where it lies in the repository; else as recorded. */
    readonly path: string;
    /** From 1, both included; null: all of them, or not told. */
    readonly lines: {
        readonly first: number;
        readonly last: number;
    } | null;
    /** ISO 8601 UTC, or null. */
    readonly time: string | null;
    readonly tool: string;
}
type FindingStatus = 
/** The document is not as it was written. */
'altered'
/** Evidence is not what it was. */
 | 'changed'
/** Evidence is gone, or damaged. */
 | 'missing'
/** The answer rests on more now, or on less. */
 | 'added' | 'unused'
/** The answer is another one now. */
 | 'differs'
/** No matter: a trace was archived, HEAD moved on. */
 | 'note';
/** What JSON can hold. */
type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
    readonly [name: string]: JsonValue;
};
/** Everything is sorted and told once. */
interface DigestInputs {
    readonly files: readonly DigestFile[];
    readonly records: readonly DigestRecord[];
    readonly snapshots: readonly DigestObject[];
    readonly commits: readonly DigestObject[];
    readonly notes: readonly DigestNote[];
}
/** Lines of both sides, from 1; where one has none, the line before. */
interface DiffAnswerHunk {
    readonly before: {
        readonly start: number;
        readonly count: number;
    };
    readonly after: {
        readonly start: number;
        readonly count: number;
    };
    readonly lines: readonly DiffAnswerLine[];
}
interface SnapshotHealth {
    /** Stored, and not at risk. */
    readonly alive: number;
    /** Those of the alive that some ref reaches. */
    readonly kept: number;
    /** Those of the alive that the agent keeps itself, for some days. */
    readonly held: number;
    /** Stored, reached by no ref, and older than git's expiry: the next garbage collection takes them. */
    readonly atRisk: readonly SnapshotRef[];
    /** Their commit is stored, but not all of their files are. */
    readonly damaged: readonly SnapshotRef[];
    /**
     * The agent threw them away, as it does after some days, and no line's evidence went with them: their turns ran nothing that only
     * snapshots tell of, or noted what they made of files.
     */
    readonly expired: readonly SnapshotRef[];
    /** Not stored any more. */
    readonly lost: readonly SnapshotRef[];
}
/** Recorded changes of files of this repository, each of one file. */
interface PatchHealth {
    readonly applied: number;
    readonly failed: number;
    readonly rejected: number;
    /** No result is recorded, or it does not tell. */
    readonly unconfirmed: number;
    /** Of the applied: those that fit no content that is known, and whose lines were not found again. */
    readonly notReplayed: readonly FailedReplay[];
}
/** `files`: all lines that files of the work tree hold; nothing is compared. */
type ComparisonKind = 'staged' | 'worktree' | 'commit' | 'range' | 'files';
interface NamedCommit {
    readonly revision: string;
    readonly commit: string;
}
/** Lines from 1, inclusive, of the new side for `added`, else of the old one. */
interface LineSpan {
    readonly change: 'added' | 'deleted';
    readonly start: number;
    readonly end: number;
    readonly origin: Origin;
    /** These are null but for an agent's lines. */
    readonly agent: string | null;
    readonly model: string | null;
    readonly session: string | null;
    readonly evidence: Evidence | null;
    readonly edit: string | null;
    /** Whether a git note tells of it, and no trace here. */
    readonly byNote: boolean;
    /** Only where an imported record of Agent Trace tells of them. */
    readonly byRecord?: true;
}
interface CheckedCondition {
    /** As it was written. */
    readonly condition: string;
    readonly source: 'option' | 'configuration';
    /** Whether what it forbids is so. */
    readonly failed: boolean;
    /** What was found, as a sentence. */
    readonly sentence: string;
    /** Files that it found it in, sorted; none where it holds. */
    readonly files: readonly string[];
}
interface SessionGit {
    readonly commit: string | null;
    readonly branch: string | null;
    readonly remote: string | null;
}
interface Totals {
    readonly lines: number;
    readonly edits: EditTotals;
}
type TranscriptEntry = {
    /** Number of the record that tells it, from 1. */
    readonly record: number;
    /** ISO 8601 UTC, or null. */
    readonly time: string | null;
    readonly model: string | null;
} & ({
    readonly kind: 'message' | 'answer' | 'reasoning';
    readonly text: string;
} | ({
    readonly kind: 'call';
    readonly call: string | null;
    readonly tool: string;
    /** Whether `text` is what a shell ran; else it is what the tool was given, laid out. */
    readonly isCommand: boolean;
    /** What the tool was given; null also where it is folded. */
    readonly input: JsonValue;
    /** Ids of its edits, where no result tells them. */
    readonly edits: readonly string[];
} & FoldedText) | ({
    readonly kind: 'result';
    readonly call: string | null;
    /** Of the call; null: nothing tells it. */
    readonly tool: string | null;
    /** `completed`, `failed`, `rejected`, `aborted`, `partial`, `staged`, `unknown`. */
    readonly status: string;
    readonly exitCode: number | null;
    readonly edits: readonly string[];
} & FoldedText) | {
    readonly kind: 'notice';
    readonly type: HistoryFactType;
    readonly data: {
        readonly [name: string]: JsonValue;
    };
});
type SearchEndCode = 
/** No session of an agent belongs to the repository. */
'no_session'
/** Snapshots that would tell are not stored any more. */
 | 'snapshot_lost'
/** A recorded change holds the text, but fits no content that is known, or nothing confirms it. */
 | 'patch_not_matched'
/** Nobody that the traces know can have written it. */
 | 'changed_between_turns'
/** Several turns can have written it. */
 | 'undecided'
/** An agent wrote it that is not asked about. */
 | 'other_agent'
/** It was there before the first trace that tells of the file. */
 | 'older_than_traces'
/** git brought it. */
 | 'came_with_commit';
/** A file whose lines are told, in the form that git stores. */
interface DigestFile {
    /** Relative to the repository's root. */
    readonly path: string;
    /** `work-tree`, `index`, or the id of the commit that it was read from. */
    readonly from: string;
    readonly bytes: number;
    readonly sha256: string;
}
/** A record of a trace that an edit of the file rests on. */
interface DigestRecord {
    readonly agent: string;
    readonly session: string;
    /** Relative to the agent's home; empty where it is not to be told. Not in `parts`: an agent may archive or compress its traces. */
    readonly path: string;
    /** From 1. */
    readonly line: number;
    /** Where it begins, as `TracePointer` has it. Not in `parts`. */
    readonly offset: number;
    readonly role: 'call' | 'result';
    /** `record`: its bytes as they are; `reading`: what is read of it, where the trace has no text of it. */
    readonly form: 'record' | 'reading';
    readonly bytes: number;
    /** null: the trace no longer held it. */
    readonly sha256: string | null;
    /** Ids of the edits that rest on it, sorted. */
    readonly edits: readonly string[];
}
/** A snapshot or a commit, and what it holds of the file. Ids are digests of contents, so that they say it all. */
interface DigestObject {
    readonly id: string;
    readonly path: string;
    /** null: it has no such file. */
    readonly blob: string | null;
}
/** A note of authorship that told whose lines are. */
interface DigestNote {
    /** That it is a note of. */
    readonly commit: string;
    /** Its text. */
    readonly blob: string;
}
interface DiffAnswerLine {
    readonly op: ' ' | '+' | '-';
    /** Without its line feed; bytes that are not UTF-8 as U+FFFD. */
    readonly text: string;
    /** Only where `text` could not hold the bytes. */
    readonly textBase64?: string;
    /** Only of a last line without a line feed. */
    readonly noNewline?: true;
    /** The edit that wrote it; null: no agent's, or not known. */
    readonly edit: string | null;
    /** Of a removed line: the edit that took it away. */
    readonly removedBy?: string | null;
}
interface SnapshotRef {
    readonly commit: string;
    /** Number of the turn, or null. */
    readonly turn: number | null;
    /** ISO 8601 UTC, or null. */
    readonly time: string | null;
}
interface FailedReplay {
    readonly path: string;
    /** `text_missing`, `base_unknown`, `file_missing` or `does_not_fit`. */
    readonly why: string;
    readonly turn: number | null;
    /** Path in the agent's home; number of the record, from 1. */
    readonly trace: {
        readonly path: string;
        readonly line: number;
    };
}
/** The beginning of a text, or all of it. */
interface FoldedText {
    readonly text: string;
    /** Lines of the whole text. */
    readonly lines: number;
    /** Lines of it that are left out, or shown in part. */
    readonly folded: number;
}
/** Kinds of facts of a run's history (formats/run-history.md, 4). */
type HistoryFactType = 'run_started' | 'step_started' | 'step_completed' | 'step_failed' | 'user_message' | 'agent_message_complete' | 'tool_call' | 'tool_result' | 'file_edit' | 'diff_updated' | 'snapshot_taken' | 'plan_updated' | 'token_usage' | 'approval_requested' | 'context_compacted' | 'thread_rolled_back' | 'run_finished';
export {};
