/** What the commands ask for, but for plain blame and hooks, which are loaded alone. */

import { keepYoungGenerationSmall } from './young-generation.js';

export { annotateFiles } from './annotate-files.js';
export { appendSummary } from './append-summary.js';
export { backfillLedgers } from './backfill-ledgers.js';
export { bisectFile } from './bisect-file.js';
export { changeHooks } from './change-hooks.js';
export { changeStamp, fileStamp } from './change-stamp.js';
export { checkEvidence } from './check-evidence.js';
export { compareNotes } from './compare-notes.js';
export { describeAgents } from './describe-agents.js';
export { describeRepository, listFiles } from './describe-repository.js';
export { diffStates } from './diff-states.js';
export { diffTurn } from './diff-turn.js';
export { explainLine } from './explain-line.js';
export { exportEdits } from './export-edits.js';
export { exportLedger } from './export-ledger.js';
export { exportTraces } from './export-traces.js';
export { followRun } from './follow-run.js';
export { gatherReport } from './gather-report.js';
export { gatherStats } from './gather-stats.js';
export { importTraces } from './import-traces.js';
export { buildIndex, indexStatus, rebuildIndex } from './index-build.js';
export { verifyIndex } from './index-verify.js';
export { linkAnchor } from './link-anchor.js';
export { listEdits } from './list-edits.js';
export { listRuns } from './list-runs.js';
export { listSessions } from './list-sessions.js';
export { logFile } from './log-file.js';
export { pinSnapshots, unpinSnapshots } from './pin-snapshots.js';
export { followLogs, readLogs } from './read-logs.js';
export { replaySession } from './replay-session.js';
export { runArtifacts, runEvents, showRun } from './run-details.js';
export { showNote } from './show-note.js';
export { showSession } from './show-session.js';
export { showState } from './show-state.js';
export { traceEdit } from './trace-edit.js';
export { transcribeSession } from './transcribe-session.js';
export { verifyAnswer } from './verify-answer.js';
export { verifyLedgers } from './verify-ledgers.js';
export { writeNotes } from './write-notes.js';

keepYoungGenerationSmall();
