import type {
  LedgerBackfillAnswer,
  LedgerExportAnswer,
  LedgerVerifyAnswer,
  ReplayAnswer,
} from '../model/ledger-answers.js';
import type {
  LedgerBackfill,
  LedgerExport,
  LedgerProblem,
  LedgerVerification,
  ReplayResult,
} from '../model/ledger-result.js';
import { jsonText, orderedWarnings } from './shared-json.js';

/** The summary of an export: the ledger itself is in its file. */
export function ledgerExportJson(result: LedgerExport): string {
  const { schema, thread, agent, session, outputPath, status, entryCount, sha256, contentSha256 } = result;
  const { truncated, totalTurns, redacted, secretsReplaced, warnings } = result;
  return jsonText<LedgerExportAnswer>({
    schema,
    threadID: thread,
    agent,
    session,
    outputPath,
    status,
    entryCount,
    sha256,
    contentSha256,
    truncated,
    totalTurns,
    redacted,
    secretsReplaced,
    warnings: orderedWarnings(warnings),
  });
}

export function ledgerBackfillJson(result: LedgerBackfill): string {
  return jsonText<LedgerBackfillAnswer>({
    schema: result.schema,
    projectPath: result.projectPath,
    outputDirectory: result.outputDirectory,
    scannedThreadCount: result.scanned,
    exportedThreadCount: result.exported,
    skippedThreadCount: result.skipped,
    failedThreadCount: result.failed,
    threads: result.threads.map(
      ({ thread, agent, session, status, error, entryCount, ledgerPath, markerPath, sha256, secretsReplaced }) => ({
        ...{ threadID: thread, agent, session, status, error, entryCount, ledgerPath, markerPath, sha256 },
        secretsReplaced,
      }),
    ),
    warnings: orderedWarnings(result.warnings),
  });
}

export function ledgerVerificationJson({ schema, ok, ledgers }: LedgerVerification): string {
  return jsonText<LedgerVerifyAnswer>({
    schema,
    ok,
    ledgers: ledgers.map((ledger) => {
      const { path, thread, entryCount, sha256, contentSha256, comparedWith, sourceMatches, problems } = ledger;
      const told = { path, threadID: thread, entryCount, sha256, contentSha256, comparedWith, sourceMatches };
      return { ...told, problems: problems.map(orderedProblem) };
    }),
  });
}

function orderedProblem({ code, message, sequence, field }: LedgerProblem): LedgerProblem {
  return { code, message, sequence, field };
}

/** The shape that CodexChat's own replay has (formats/ledger.md, 2), and what it does not know. */
export function replayJson(result: ReplayResult): string {
  const { schema, agent, session, thread, projectPath, source, totalTurns, secretsReplaced, turns, warnings } = result;
  const count = (status: string): number => turns.filter((turn) => turn.status === status).length;
  return jsonText<ReplayAnswer>({
    schema,
    agent,
    session,
    threadID: thread,
    projectPath,
    source,
    totalTurns,
    secretsReplaced,
    turnCount: turns.length,
    completedTurnCount: count('completed'),
    failedTurnCount: count('failed'),
    pendingTurnCount: count('pending'),
    turns: turns.map(({ turnID, timestamp, status, userText, assistantText, cards }) => ({
      turnID,
      timestamp,
      status,
      userText,
      assistantText,
      actions: cards.map((card) => ({
        createdAt: card.timestamp,
        status: card.status,
        method: card.method,
        title: card.title,
        detail: card.text,
      })),
    })),
    warnings: orderedWarnings(warnings),
  });
}
