import type { Warning } from './diagnostic.js';
import type { LedgerTurn } from './ledger.js';

/** What is wrong with a ledger, or with its marker. */
export interface LedgerProblem {
  readonly code:
    | 'unreadable'
    | 'not_json'
    | 'schema_version'
    | 'field'
    | 'sequence'
    | 'layout'
    | 'digest'
    | 'envelope'
    | 'count'
    | 'marker'
    | 'ledger_missing'
    | 'source_missing'
    | 'source_differs';
  /** A sentence for a person. */
  readonly message: string;
  /** The first entry that it is about, and the field; null: it is about the whole. */
  readonly sequence: number | null;
  readonly field: string | null;
}

export interface LedgerExport {
  readonly schema: 'ai-blame/ledger-export@1';
  readonly thread: string;
  readonly agent: string;
  readonly session: string;
  /** Absolute; null: standard output. */
  readonly outputPath: string | null;
  /** `unchanged`: the file held these very bytes already. */
  readonly status: 'written' | 'unchanged' | 'printed';
  readonly entryCount: number;
  readonly sha256: string;
  readonly contentSha256: string;
  /** Whether turns were left out for `--limit`; and how many there are. */
  readonly truncated: boolean;
  readonly totalTurns: number;
  readonly redacted: boolean;
  /** How many secrets `[redacted]` stands for. */
  readonly secretsReplaced: number;
  readonly warnings: readonly Warning[];
}

export interface BackfilledThread {
  readonly thread: string;
  readonly agent: string;
  readonly session: string;
  readonly status: 'exported' | 'skipped' | 'failed';
  readonly error: string | null;
  readonly ledgerPath: string;
  readonly markerPath: string;
  /** null where it failed. */
  readonly entryCount: number | null;
  readonly sha256: string | null;
  /** How many secrets `[redacted]` stands for; null: it was not written now. */
  readonly secretsReplaced: number | null;
}

export interface LedgerBackfill {
  readonly schema: 'ai-blame/ledger-backfill@1';
  readonly projectPath: string | null;
  readonly outputDirectory: string;
  readonly scanned: number;
  readonly exported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly threads: readonly BackfilledThread[];
  readonly warnings: readonly Warning[];
}

export interface VerifiedLedger {
  /** Absolute. */
  readonly path: string;
  readonly thread: string | null;
  readonly entryCount: number | null;
  readonly sha256: string | null;
  readonly contentSha256: string | null;
  /** What the digest was compared with: a marker's path, `--sha256`; null: nothing. */
  readonly comparedWith: string | null;
  /** null: the source was not asked for. */
  readonly sourceMatches: boolean | null;
  readonly problems: readonly LedgerProblem[];
}

export interface LedgerVerification {
  readonly schema: 'ai-blame/ledger-verify@1';
  readonly ok: boolean;
  readonly ledgers: readonly VerifiedLedger[];
}

export interface ReplayResult {
  readonly schema: 'ai-blame/replay@1';
  readonly agent: string;
  readonly session: string;
  readonly thread: string;
  readonly projectPath: string;
  /** Absolute. */
  readonly source: string;
  readonly totalTurns: number;
  /** How many secrets `[redacted]` stands for. */
  readonly secretsReplaced: number;
  readonly turns: readonly LedgerTurn[];
  readonly warnings: readonly Warning[];
}
