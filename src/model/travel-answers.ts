import type { CommitInfo, RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { EditAction, EditRecord } from './edit-record.js';
import type {
  Attribution,
  CaveatCount,
  Confidence,
  FoundState,
  StateRecord,
  StateSpan,
  TravelStats,
} from './time-travel.js';

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
  readonly turn: { readonly session: string; readonly turn: number } | null;
  readonly files: readonly DiffAnswerFile[];
  /** Those that lines name, by id. */
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly caveats: readonly CaveatCount[];
  /** Only with `--stats`. */
  readonly stats?: TravelStats;
  readonly warnings: readonly Warning[];
}

interface DiffAnswerSide {
  readonly ref: string;
  readonly state: number | null;
  readonly path: string;
}

export interface DiffAnswerFile {
  /** Name after it; of a deleted file before it. */
  readonly path: string;
  /** Of a rename: the name before it. */
  readonly previousPath: string | null;
  readonly action: EditAction;
  /** As in trees: `100644` … */
  readonly mode: string;
  /** git's blob ids; null where the file is not there. */
  readonly before: { readonly blob: string | null };
  readonly after: { readonly blob: string | null };
  /** Lines; null: not counted. */
  readonly added: number | null;
  readonly removed: number | null;
  /** Not told by lines: binary, or too large. */
  readonly isWhole: boolean;
  readonly hunks: readonly DiffAnswerHunk[];
}

/** Lines of both sides, from 1; where one has none, the line before. */
export interface DiffAnswerHunk {
  readonly before: { readonly start: number; readonly count: number };
  readonly after: { readonly start: number; readonly count: number };
  readonly lines: readonly DiffAnswerLine[];
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
