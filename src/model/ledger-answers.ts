import type { Warning } from './diagnostic.js';
import type { BackfilledThread, LedgerExport, LedgerProblem, VerifiedLedger } from './ledger-result.js';

/** What `ledger export --json` prints: the ledger itself is in its file. */
export interface LedgerExportAnswer extends Omit<LedgerExport, 'thread'> {
  readonly threadID: string;
}

/** What `ledger backfill --json` prints. */
export interface LedgerBackfillAnswer {
  readonly schema: 'ai-blame/ledger-backfill@1';
  readonly projectPath: string | null;
  readonly outputDirectory: string;
  readonly scannedThreadCount: number;
  readonly exportedThreadCount: number;
  readonly skippedThreadCount: number;
  readonly failedThreadCount: number;
  readonly threads: readonly LedgerBackfillThread[];
  readonly warnings: readonly Warning[];
}

interface LedgerBackfillThread extends Omit<BackfilledThread, 'thread'> {
  readonly threadID: string;
}

/** What `ledger verify --json` prints. */
export interface LedgerVerifyAnswer {
  readonly schema: 'ai-blame/ledger-verify@1';
  readonly ok: boolean;
  readonly ledgers: readonly LedgerVerifyLedger[];
}

interface LedgerVerifyLedger extends Omit<VerifiedLedger, 'thread' | 'problems'> {
  readonly threadID: string | null;
  readonly problems: readonly LedgerProblem[];
}

/** What `replay --json` prints: the shape of CodexChat's own replay, and what that does not know. */
export interface ReplayAnswer {
  readonly schema: 'ai-blame/replay@1';
  readonly agent: string;
  readonly session: string;
  readonly threadID: string;
  readonly projectPath: string;
  /** Absolute. */
  readonly source: string;
  readonly totalTurns: number;
  /** How many secrets `[redacted]` stands for. */
  readonly secretsReplaced: number;
  readonly turnCount: number;
  readonly completedTurnCount: number;
  readonly failedTurnCount: number;
  readonly pendingTurnCount: number;
  readonly turns: readonly ReplayAnswerTurn[];
  readonly warnings: readonly Warning[];
}

interface ReplayAnswerTurn {
  readonly turnID: string;
  readonly timestamp: string;
  readonly status: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly actions: readonly ReplayAnswerAction[];
}

interface ReplayAnswerAction {
  readonly createdAt: string;
  readonly status: string;
  readonly method: string;
  readonly title: string;
  readonly detail: string;
}
