/** The answer of `index` and `index rebuild`. Keys in the order of the JSON. */
export interface IndexResult {
  readonly schema: 'ai-blame/index@1';
  /** Absolute path of the index. */
  readonly file: string;
  /** Sources that were read from their beginning, from where an earlier reading ended, and that are gone. */
  readonly read: number;
  readonly continued: number;
  readonly removed: number;
  /** What the index holds now. */
  readonly totals: IndexTotals;
  /** By home, then by path. */
  readonly failures: readonly FailedSource[];
  readonly bytes: number;
  readonly durationMs: number;
}

export interface IndexTotals {
  readonly ok: number;
  /** Something in them was passed by. */
  readonly partial: number;
  readonly failed: number;
}

export interface FailedSource {
  readonly agent: string;
  readonly home: string;
  readonly path: string;
  readonly error: string;
  /** How often it was tried. */
  readonly attempts: number;
}

/** The answer of `index status`. Keys in the order of the JSON. */
export interface IndexStatus {
  readonly schema: 'ai-blame/index-status@1';
  readonly file: string;
  readonly exists: boolean;
  /** Whether a trace is not as it was read: what is told here is behind it. Answers of other commands never are. */
  readonly stale: boolean;
  readonly status: 'pending' | 'running' | 'complete';
  /** Path, relative to its home, of the last source of the last batch. */
  readonly lastWatermark: string | null;
  /** ISO 8601 UTC, or null. */
  readonly lastSuccessAt: string | null;
  readonly updatedAt: string | null;
  /** Of the last pass that came to its end. */
  readonly durationMs: number | null;
  /** The process that is indexing now, or null. */
  readonly indexing: number | null;
  /** Whether it holds titles, prompts and beginnings of commands. */
  readonly previews: boolean;
  readonly totals: IndexTotals;
  /** Rows that answers are made of: recorded changes, commands that can have made some, snapshots, rewinds. */
  readonly edits: number;
  readonly homes: readonly IndexedHome[];
  readonly failures: readonly FailedSource[];
  /** Of the index on disk. */
  readonly bytes: number;
}

export interface IndexedHome extends IndexTotals {
  readonly agent: string;
  readonly home: string;
  /** Of its sources on disk. */
  readonly bytes: number;
}

/** Kinds of differences between the index and the traces (formats/state-index.md, "What ours must do" 16). */
export const DIFFERENCE_KINDS = [
  'missing_row',
  'stale_row',
  'archived_mismatch',
  'path_mismatch',
  'field_mismatch',
  'duplicate_thread',
  'malformed_name',
  'scan_error',
  'scan_incomplete',
] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One difference. */
export interface IndexDifference {
  readonly home: string;
  readonly path: string;
  /** Of a `field_mismatch`: which, and both values; else null, or what there is to say. */
  readonly field: string | null;
  readonly indexed: string | null;
  readonly found: string | null;
}

export interface DifferenceGroup {
  readonly kind: DifferenceKind;
  readonly count: number;
  readonly samples: readonly IndexDifference[];
}

/** The answer of `index verify`. Keys in the order of the JSON. */
export interface IndexVerification {
  readonly schema: 'ai-blame/index-verify@1';
  readonly file: string;
  /** Everything was read anew and compared; else only what the files' stamps tell. */
  readonly full: boolean;
  readonly sources: number;
  /** In the order of `DIFFERENCE_KINDS`; only those that were found. */
  readonly differences: readonly DifferenceGroup[];
  /** How many differences `--repair` did away with; null where it was not asked. */
  readonly repaired: number | null;
  /** null where that was not asked. */
  readonly agentDatabase: AgentDatabaseCheck | null;
}

/** How the agent's own database tells of the sessions: its affair, and no part of our answers. */
export interface AgentDatabaseCheck {
  /** Absolute. */
  readonly file: string;
  /** Why it could not be compared, or null. */
  readonly note: string | null;
  readonly threads: number;
  readonly differences: readonly AgentDatabaseDifference[];
}

export interface AgentDatabaseDifference {
  readonly thread: string;
  /** `missing`: the database does not know it; `gone`: its file is not there; else the field in which they differ. */
  readonly field: 'missing' | 'gone' | 'path' | 'archived' | 'model' | 'cwd' | 'cli_version';
  readonly indexed: string | null;
  readonly found: string | null;
}
