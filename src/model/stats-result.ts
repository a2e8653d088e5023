import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { Evidence } from './evidence.js';

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
  readonly skipped: readonly { readonly path: string; readonly reason: StatsSkipReason }[];
  readonly warnings: readonly Warning[];
}

/** Why the lines of a file cannot be told. */
export type StatsSkipReason = 'binary' | 'unreadable' | 'name-not-utf-8';

/** How many lines have which origin. */
export interface LineShares {
  readonly total: number;
  readonly agent: number;
  readonly commit: number;
  readonly preexisting: number;
  readonly untraced: number;
}

/** Edits, and the lines that they added and removed when they were made. */
export interface EditTotals {
  readonly count: number;
  readonly added: number;
  readonly removed: number;
}

interface Totals {
  readonly lines: number;
  readonly edits: EditTotals;
}

export interface AgentTotals extends Totals {
  readonly agent: string;
  readonly sessions: number;
}

export interface ModelTotals extends Totals {
  readonly agent: string;
  /** null: no record tells it. */
  readonly model: string | null;
}

export interface SessionTotals extends Totals {
  readonly session: string;
  readonly agent: string;
  /** Of its edits, sorted. */
  readonly models: readonly string[];
  /** Time of its first edit, ISO 8601 UTC, or null. */
  readonly firstEdit: string | null;
}

export interface DayTotals {
  /** UTC, as `2026-03-04`. */
  readonly day: string;
  readonly agent: string;
  /** null: no record tells it. */
  readonly model: string | null;
  readonly edits: EditTotals;
}

export interface FileShares {
  readonly path: string;
  readonly lines: LineShares;
  readonly edits: EditTotals;
}
