import type { AnnotateRequest } from '../app/annotate-files.js';
import { answerBlame } from '../app/answer-blame.js';
import type { BackfillRequest } from '../app/backfill-ledgers.js';
import type { BisectRequest } from '../app/bisect-file.js';
import type { HooksRequest } from '../app/change-hooks.js';
import type { DoctorRequest } from '../app/check-evidence.js';
import type { NotesCompareRequest } from '../app/compare-notes.js';
import type { ExportEditsRequest, ExportedEdits } from '../app/export-edits.js';
import type { ExportedLedger, ExportRequest } from '../app/export-ledger.js';
import type { ExportedTraces, ExportTracesRequest } from '../app/export-traces.js';
import type { FollowRequest } from '../app/follow-run.js';
import type { ReportRequest } from '../app/gather-report.js';
import type { ImportRequest } from '../app/import-traces.js';
import type { IndexRequest } from '../app/index-build.js';
import type { VerifyRequest } from '../app/index-verify.js';
import type { RunsRequest } from '../app/list-runs.js';
import type { PagerChoice, PagerRequest } from '../app/pager-choice.js';
import type { PinRequest } from '../app/pin-snapshots.js';
import type { Place } from '../app/place.js';
import type { Progress } from '../app/progress.js';
import type { FollowLogsRequest, LogsRequest } from '../app/read-logs.js';
import type { ReplayRequest } from '../app/replay-session.js';
import type { RunArtifactsRequest, RunEventsRequest } from '../app/run-details.js';
import type { HookOutcome, HookRequest } from '../app/run-hook.js';
import type { RunQuery } from '../app/run-query.js';
import type { NotesShowRequest } from '../app/show-note.js';
import { type TracePlace, tracePlaces } from '../app/trace-places.js';
import type { VerifyAnswerRequest } from '../app/verify-answer.js';
import type { VerifyLedgersRequest } from '../app/verify-ledgers.js';
import type { NotesWriteRequest } from '../app/write-notes.js';
import type { Env } from '../env.js';
import type { AgentsResult } from '../model/agents-result.js';
import type { AnnotateResult } from '../model/annotate-result.js';
import type { EditRecord } from '../model/edit-record.js';
import type { AnswerVerification } from '../model/evidence-digest.js';
import type { HooksResult } from '../model/hooks-result.js';
import type { ImportResult } from '../model/import-result.js';
import type { IndexResult, IndexStatus, IndexVerification } from '../model/index-result.js';
import type { LedgerBackfill, LedgerVerification, ReplayResult } from '../model/ledger-result.js';
import type { LogRecord, LogsResult } from '../model/log-record.js';
import type { NotesCompareResult, NotesShowResult, NotesWriteResult } from '../model/notes-result.js';
import type { PinResult } from '../model/pin-result.js';
import type { ReportResult } from '../model/report-result.js';
import type { RunArtifactsResult, RunEvent, RunEventsResult, RunResult, RunsResult } from '../model/run.js';
import type { BisectResult } from '../model/time-travel.js';
import type { AskedUseCases } from '../serve/asked-use-cases.js';

/** What the commands ask for. An argument of the whole command line, so that tests can answer in its place. */
export interface UseCases extends AskedUseCases {
  tracePlaces(edits: readonly EditRecord[], place: Place, env: Env): ReadonlyMap<string, TracePlace>;
  choosePager(request: PagerRequest, env: Env): Promise<PagerChoice>;
  gatherReport(request: ReportRequest, env: Env, progress: Progress): Promise<ReportResult>;
  appendSummary(text: string, env: Env): Promise<boolean>;
  bisectFile(request: BisectRequest, env: Env, progress: Progress): Promise<BisectResult>;
  verifyAnswer(request: VerifyAnswerRequest, env: Env, progress: Progress): Promise<AnswerVerification>;
  describeAgents(request: DoctorRequest, env: Env): Promise<AgentsResult>;
  importTraces(request: ImportRequest, env: Env): Promise<ImportResult>;
  changeHooks(request: HooksRequest, env: Env): Promise<HooksResult>;
  runHook(request: HookRequest, env: Env): Promise<HookOutcome>;
  writeNotes(request: NotesWriteRequest, env: Env, progress: Progress): Promise<NotesWriteResult>;
  showNote(request: NotesShowRequest, env: Env): Promise<NotesShowResult>;
  compareNotes(request: NotesCompareRequest, env: Env, progress: Progress): Promise<NotesCompareResult>;
  exportTraces(request: ExportTracesRequest, env: Env, progress: Progress): Promise<ExportedTraces>;
  exportEdits(request: ExportEditsRequest, env: Env, progress: Progress): Promise<ExportedEdits>;
  annotateFiles(request: AnnotateRequest, env: Env, progress: Progress): Promise<AnnotateResult>;
  pinSnapshots(request: PinRequest, env: Env, progress: Progress): Promise<PinResult>;
  unpinSnapshots(request: PinRequest, env: Env): Promise<PinResult>;
  listRuns(request: RunsRequest, env: Env, progress: Progress): Promise<RunsResult>;
  showRun(request: RunQuery, env: Env, progress: Progress): Promise<RunResult>;
  runEvents(request: RunEventsRequest, env: Env, progress: Progress): Promise<RunEventsResult>;
  runArtifacts(request: RunArtifactsRequest, env: Env, progress: Progress): Promise<RunArtifactsResult>;
  followRun(request: FollowRequest, env: Env, progress: Progress): AsyncIterable<RunEvent>;
  readLogs(request: LogsRequest, env: Env): Promise<LogsResult>;
  followLogs(request: FollowLogsRequest, env: Env): AsyncIterable<LogRecord>;
  replaySession(request: ReplayRequest, env: Env, progress: Progress): Promise<ReplayResult>;
  exportLedger(request: ExportRequest, env: Env, progress: Progress): Promise<ExportedLedger>;
  backfillLedgers(request: BackfillRequest, env: Env, progress: Progress): Promise<LedgerBackfill>;
  verifyLedgers(request: VerifyLedgersRequest, env: Env, progress: Progress): Promise<LedgerVerification>;
  buildIndex(request: IndexRequest, env: Env, progress: Progress): Promise<IndexResult>;
  rebuildIndex(request: IndexRequest, env: Env, progress: Progress): Promise<IndexResult>;
  indexStatus(request: { readonly place: Place }, env: Env): Promise<IndexStatus>;
  nameRevisions(place: Place, env: Env): Promise<string[]>;
  verifyIndex(request: VerifyRequest, env: Env, progress: Progress): Promise<IndexVerification>;
}

async function allUseCases() {
  const useCases = await import('../app/all-use-cases.js');
  // The process is the command's own: a library would leave it as it is.
  useCases.keepYoungGenerationSmall();
  return useCases;
}

const viewerBasics = () => import('../app/viewer-basics.js');

/** The real ones, loaded when they are asked: printing a help text loads no engine, nor does an answer that was kept. */
export const lazyUseCases: UseCases = {
  async blameFile(request, env, progress) {
    return answerBlame(request, env, progress);
  },
  tracePlaces,
  async choosePager(request, env) {
    // Alone: a person waits for the first page, which may come from a kept answer.
    const { choosePager } = await import('../app/pager-choice.js');
    return choosePager(request, env);
  },
  async describeRepository(request, env) {
    const { describeRepository } = await viewerBasics();
    return describeRepository(request, env);
  },
  async listFiles(request, env) {
    const { listFiles } = await viewerBasics();
    return listFiles(request, env);
  },
  async changeStamp(request, env) {
    const { changeStamp } = await viewerBasics();
    return changeStamp(request, env);
  },
  async fileStamp(request, env) {
    const { fileStamp } = await viewerBasics();
    return fileStamp(request, env);
  },
  async listEdits(request, env, progress) {
    const { listEdits } = await allUseCases();
    return listEdits(request, env, progress);
  },
  async gatherStats(request, env, progress) {
    const { gatherStats } = await allUseCases();
    return gatherStats(request, env, progress);
  },
  async gatherReport(request, env, progress) {
    const { gatherReport } = await allUseCases();
    return gatherReport(request, env, progress);
  },
  async appendSummary(text, env) {
    const { appendSummary } = await allUseCases();
    return appendSummary(text, env);
  },
  async explainLine(request, env, progress) {
    const { explainLine } = await allUseCases();
    return explainLine(request, env, progress);
  },
  async logFile(request, env, progress) {
    const { logFile } = await allUseCases();
    return logFile(request, env, progress);
  },
  async showState(request, env, progress) {
    const { showState } = await allUseCases();
    return showState(request, env, progress);
  },
  async diffStates(request, env, progress) {
    const { diffStates } = await allUseCases();
    return diffStates(request, env, progress);
  },
  async diffTurn(request, env, progress) {
    const { diffTurn } = await allUseCases();
    return diffTurn(request, env, progress);
  },
  async bisectFile(request, env, progress) {
    const { bisectFile } = await allUseCases();
    return bisectFile(request, env, progress);
  },
  async traceEdit(request, env, progress) {
    const { traceEdit } = await allUseCases();
    return traceEdit(request, env, progress);
  },
  async linkAnchor(request, env, progress) {
    const { linkAnchor } = await allUseCases();
    return linkAnchor(request, env, progress);
  },
  async verifyAnswer(request, env, progress) {
    const { verifyAnswer } = await allUseCases();
    return verifyAnswer(request, env, progress);
  },
  async checkEvidence(request, env, progress) {
    const { checkEvidence } = await allUseCases();
    return checkEvidence(request, env, progress);
  },
  async describeAgents(request, env) {
    const { describeAgents } = await allUseCases();
    return describeAgents(request, env);
  },
  async importTraces(request, env) {
    const { importTraces } = await allUseCases();
    return importTraces(request, env);
  },
  async changeHooks(request, env) {
    const { changeHooks } = await allUseCases();
    return changeHooks(request, env);
  },
  async runHook(request, env) {
    // Alone: somebody waits for their commit, and what reads traces is another run.
    const { runHook } = await import('../app/run-hook.js');
    return runHook(request, env);
  },
  async writeNotes(request, env, progress) {
    const { writeNotes } = await allUseCases();
    return writeNotes(request, env, progress);
  },
  async showNote(request, env) {
    const { showNote } = await allUseCases();
    return showNote(request, env);
  },
  async compareNotes(request, env, progress) {
    const { compareNotes } = await allUseCases();
    return compareNotes(request, env, progress);
  },
  async exportTraces(request, env, progress) {
    const { exportTraces } = await allUseCases();
    return exportTraces(request, env, progress);
  },
  async exportEdits(request, env, progress) {
    const { exportEdits } = await allUseCases();
    return exportEdits(request, env, progress);
  },
  async annotateFiles(request, env, progress) {
    const { annotateFiles } = await allUseCases();
    return annotateFiles(request, env, progress);
  },
  async pinSnapshots(request, env, progress) {
    const { pinSnapshots } = await allUseCases();
    return pinSnapshots(request, env, progress);
  },
  async unpinSnapshots(request, env) {
    const { unpinSnapshots } = await allUseCases();
    return unpinSnapshots(request, env);
  },
  async listSessions(request, env, progress) {
    const { listSessions } = await allUseCases();
    return listSessions(request, env, progress);
  },
  async searchSessions(request, env, progress) {
    const { searchSessions } = await allUseCases();
    return searchSessions(request, env, progress);
  },
  async showSession(request, env, progress) {
    const { showSession } = await allUseCases();
    return showSession(request, env, progress);
  },
  async transcribeSession(request, env, progress) {
    const { transcribeSession } = await allUseCases();
    return transcribeSession(request, env, progress);
  },
  async listRuns(request, env, progress) {
    const { listRuns } = await allUseCases();
    return listRuns(request, env, progress);
  },
  async showRun(request, env, progress) {
    const { showRun } = await allUseCases();
    return showRun(request, env, progress);
  },
  async runEvents(request, env, progress) {
    const { runEvents } = await allUseCases();
    return runEvents(request, env, progress);
  },
  async runArtifacts(request, env, progress) {
    const { runArtifacts } = await allUseCases();
    return runArtifacts(request, env, progress);
  },
  async *followRun(request, env, progress) {
    const { followRun } = await allUseCases();
    yield* followRun(request, env, progress);
  },
  async readLogs(request, env) {
    const { readLogs } = await allUseCases();
    return readLogs(request, env);
  },
  async *followLogs(request, env) {
    const { followLogs } = await allUseCases();
    yield* followLogs(request, env);
  },
  async replaySession(request, env, progress) {
    const { replaySession } = await allUseCases();
    return replaySession(request, env, progress);
  },
  async exportLedger(request, env, progress) {
    const { exportLedger } = await allUseCases();
    return exportLedger(request, env, progress);
  },
  async backfillLedgers(request, env, progress) {
    const { backfillLedgers } = await allUseCases();
    return backfillLedgers(request, env, progress);
  },
  async verifyLedgers(request, env, progress) {
    const { verifyLedgers } = await allUseCases();
    return verifyLedgers(request, env, progress);
  },
  async buildIndex(request, env, progress) {
    const { buildIndex } = await allUseCases();
    return buildIndex(request, env, progress);
  },
  async rebuildIndex(request, env, progress) {
    const { rebuildIndex } = await allUseCases();
    return rebuildIndex(request, env, progress);
  },
  async indexStatus({ place }, env) {
    const { indexStatus } = await allUseCases();
    return indexStatus(place, env);
  },
  async nameRevisions(place, env) {
    const { nameRevisions } = await allUseCases();
    return nameRevisions(place, env);
  },
  async verifyIndex(request, env, progress) {
    const { verifyIndex } = await allUseCases();
    return verifyIndex(request, env, progress);
  },
};
