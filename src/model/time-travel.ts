import type { CommitInfo, Origin, RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { Caveat, EditAction, EditRecord } from './edit-record.js';

/**
 * What led to a state. `base`: nothing that is known. `edit`: an agent. `untraced`: nobody that a trace knows; `worktree`: the same, and
 * only the work tree shows it. `commit`: git brought it.
 */
export type StateKind = 'base' | 'edit' | 'untraced' | 'commit' | 'worktree';

/** `absent`: the file was not there. `unknown`: it was, and what it held is not known. */
export type Presence = 'present' | 'absent' | 'unknown';

/** How sure the content and the writer of a state are (help caveats). `none`: it is credited to nobody. */
export type Confidence = 'exact' | 'derived' | 'best_effort' | 'none';

/** Who made a state. Every key is always there. */
export interface Attribution {
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
  readonly source: { readonly path: string; readonly record: number } | null;
}

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

/** The answer of `log`. */
export interface LogResult {
  readonly schema: 'ai-blame/log@1';
  readonly repository: RepositoryRef;
  /** The file's name now. */
  readonly path: string;
  readonly states: readonly StateRecord[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly caveats: readonly CaveatCount[];
  readonly stats: TravelStats;
  readonly warnings: readonly Warning[];
}

/** The answer of `show`. */
export interface ShowResult {
  readonly schema: 'ai-blame/show@1';
  readonly repository: RepositoryRef;
  readonly path: string;
  /** As it was asked. */
  readonly ref: string;
  /** Number of the state; null where the content is none of them (a commit). */
  readonly state: number | null;
  readonly content: Buffer;
  readonly record: StateRecord | null;
  readonly edit: EditRecord | null;
  /** Only where that was asked. */
  readonly authors?: StateLines;
  readonly caveats: readonly CaveatCount[];
  readonly stats: TravelStats;
  readonly warnings: readonly Warning[];
}

/** Who wrote each line of a state. */
export interface StateLines {
  /** From the first line to the last. */
  readonly lines: readonly StateSpan[];
  /** That the spans name. */
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly commits: Readonly<Record<string, CommitInfo>>;
}

/** Lines that follow each other and come from the same. */
export interface StateSpan {
  /** From 1. */
  readonly start: number;
  readonly count: number;
  readonly origin: Origin;
  readonly edit: string | null;
  readonly commit: string | null;
}

/** The answer of `diff`. */
export interface DiffResult {
  readonly schema: 'ai-blame/diff@1';
  readonly repository: RepositoryRef;
  /** Of one file: its states. null: a turn's whole work. */
  readonly range: { readonly from: DiffSide; readonly to: DiffSide; readonly reversed: boolean } | null;
  readonly turn: { readonly session: string; readonly turn: number } | null;
  readonly files: readonly FileDiff[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly caveats: readonly CaveatCount[];
  readonly stats: TravelStats;
  readonly warnings: readonly Warning[];
}

interface DiffSide {
  readonly ref: string;
  readonly state: number | null;
  readonly path: string;
}

/** How one file differs between two states. */
export interface FileDiff {
  /** Name after it; of a deleted file before it. */
  readonly path: string;
  /** Of a rename: the name before it. */
  readonly previousPath: string | null;
  readonly action: EditAction;
  /** As in trees: 0o100644 … */
  readonly mode: number;
  /** git's blob ids; null where the file is not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** Percent of the content that stayed; told of renames. */
  readonly similarity: number;
  /** Whole contents, where the difference is not told by lines; `withheld`: too large, or binary, and not asked for. */
  readonly bytes: { readonly before: Buffer | null; readonly after: Buffer | null } | 'withheld' | null;
  readonly added: number | null;
  readonly removed: number | null;
  readonly hunks: readonly DiffHunk[];
}

/** Lines of both sides, from 1; where one has none, the line before. */
export interface DiffHunk {
  readonly beforeStart: number;
  readonly beforeCount: number;
  readonly afterStart: number;
  readonly afterCount: number;
  readonly lines: readonly DiffLine[];
}

export interface DiffLine {
  readonly op: ' ' | '+' | '-';
  /** With its line end. */
  readonly bytes: Buffer;
  /** The edit that wrote it; null: no agent's, or not known. */
  readonly edit: string | null;
  /** Of a removed line: the edit that took it away. */
  readonly removedBy: string | null;
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

/** The answer of `bisect`. */
export interface BisectResult {
  readonly schema: 'ai-blame/bisect@1';
  readonly repository: RepositoryRef;
  readonly path: string;
  readonly text: string;
  /** The first state that has the text, and the last; null: none has. `line`: where it begins there, from 1. */
  readonly first: FoundState | null;
  readonly last: FoundState | null;
  /** The state after `last`; null where the newest still has it. */
  readonly removed: StateRecord | null;
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly caveats: readonly CaveatCount[];
  readonly stats: TravelStats;
  readonly warnings: readonly Warning[];
}

export interface FoundState {
  readonly line: number;
  readonly state: StateRecord;
}

/** The answer of `link`. */
export interface LinkResult {
  readonly schema: 'ai-blame/link@1';
  readonly anchor: string;
  readonly warnings: readonly Warning[];
}

/** How many records of the answer have a caveat. */
export interface CaveatCount {
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

/** What the answer was drawn from. */
export interface TravelStats {
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
