/**
 * `import { blame, edits } from 'ai-blame'`: the questions of the command line as functions. Each takes what is asked and where, and
 * gives the very object that the command prints with `--json`. Nothing is printed; what goes wrong is an `AiBlameError` with a stable
 * `code`, a sentence, and perhaps a `hint`.
 */

import { answerBlame } from '../app/answer-blame.js';
import { BISECT_OPTIONS, readBisect } from '../cli/bisect-command.js';
import { BLAME_OPTIONS, readBlame } from '../cli/blame-command.js';
import { DIFF_OPTIONS, readDiff } from '../cli/diff-command.js';
import { DOCTOR_OPTIONS, readDoctor } from '../cli/doctor-command.js';
import { EDITS_OPTIONS, readEdits } from '../cli/edits-command.js';
import { LOG_OPTIONS, readLog } from '../cli/log-command.js';
import { REPORT_OPTIONS, readReport } from '../cli/report-command.js';
import { readSessions, SESSIONS_OPTIONS } from '../cli/sessions-command.js';
import { readShow, SHOW_OPTIONS } from '../cli/show-command.js';
import { readStats, STATS_OPTIONS } from '../cli/stats-command.js';
import { readTrace, TRACE_OPTIONS } from '../cli/trace-command.js';
import { readVerify, VERIFY_OPTIONS } from '../cli/verify-command.js';
import { readWhy, WHY_OPTIONS } from '../cli/why-command.js';
import type { BlameResult, EditsResult } from '../model/blame-result.js';
import type { DoctorResult } from '../model/doctor-result.js';
import type { AnswerVerification } from '../model/evidence-digest.js';
import type { ReportResult } from '../model/report-result.js';
import type { SessionResult, SessionsResult } from '../model/session-list.js';
import type { StatsResult } from '../model/stats-result.js';
import type { TraceResult } from '../model/time-travel.js';
import type { TranscriptResult } from '../model/transcript.js';
import type { BisectAnswer, DiffAnswer, LogAnswer, ShowAnswer } from '../model/travel-answers.js';
import type { WhyResult } from '../model/why-result.js';
import { blameJson } from '../render/blame-json.js';
import { doctorJson } from '../render/doctor-json.js';
import { editsJson } from '../render/edits-json.js';
import { reportJson } from '../render/report-json.js';
import { sessionJson, sessionsJson } from '../render/sessions-json.js';
import { statsJson } from '../render/stats-json.js';
import { traceJson } from '../render/trace-text.js';
import { transcriptJson } from '../render/transcript-json.js';
import { bisectJson, diffJson, logJson, showJson } from '../render/travel-json.js';
import { verifyJson } from '../render/verify-text.js';
import { whyJson } from '../render/why-json.js';
import type {
  BisectOptions,
  BlameOptions,
  DoctorOptions,
  EditsOptions,
  LogOptions,
  ReportOptions,
  SessionsOptions,
  ShowOptions,
  StateOptions,
  StatsOptions,
  Surroundings,
  TraceOptions,
  TranscriptOptions,
  WhyOptions,
} from './options.js';
import { rawOptions } from './raw-options.js';
import { envOf, progressOf } from './surroundings.js';

export { AiBlameError, type ErrorCode } from '../errors.js';
export type { BlameLine, CommitInfo, Origin, RepositoryRef } from '../model/blame-result.js';
export type { Warning } from '../model/diagnostic.js';
export type { EditAction, EditRecord } from '../model/edit-record.js';
export type { Evidence } from '../model/evidence.js';
export type { StateRecord } from '../model/time-travel.js';
export type {
  AnswerVerification,
  BisectAnswer,
  BisectOptions,
  BlameOptions,
  BlameResult,
  DiffAnswer,
  DoctorOptions,
  DoctorResult,
  EditsOptions,
  EditsResult,
  LogAnswer,
  LogOptions,
  ReportOptions,
  ReportResult,
  SessionResult,
  SessionsOptions,
  SessionsResult,
  ShowAnswer,
  ShowOptions,
  StateOptions,
  StatsOptions,
  StatsResult,
  Surroundings,
  TraceOptions,
  TraceResult,
  TranscriptOptions,
  TranscriptResult,
  WhyOptions,
  WhyResult,
};

const engine = () => import('../app/all-use-cases.js');

/**
 * Who wrote each line of a file: `ai-blame FILE --json`.
 *
 * @example
 * const { lines, edits } = await blame('src/app.ts', { cwd: '/repo', lines: '10,20' });
 * const models = lines.map(({ edit }) => (edit === null ? null : edits[edit]?.model));
 */
export async function blame(file: string, options: BlameOptions = {}): Promise<BlameResult> {
  const { raw, env, progress } = call(options, BLAME_OPTIONS);
  const { request } = readBlame({ ...raw, json: true }, [file], env);
  return parsed(blameJson((await answerBlame(request, env, progress)).result));
}

/** What agents changed below the paths, or in the whole repository: `ai-blame edits --json`. */
export async function edits(paths: readonly string[] = [], options: EditsOptions = {}): Promise<EditsResult> {
  const { raw, env, progress } = call(options, EDITS_OPTIONS);
  const { listEdits } = await engine();
  return parsed(editsJson(await listEdits(readEdits(raw, paths, env).request, env, progress)));
}

/** Whose the lines of the work tree are, in sums: `ai-blame stats --json`. */
export async function stats(paths: readonly string[] = [], options: StatsOptions = {}): Promise<StatsResult> {
  const { raw, env, progress } = call(options, STATS_OPTIONS);
  const { gatherStats } = await engine();
  return parsed(statsJson(await gatherStats(readStats(raw, paths, env).request, env, progress)));
}

/** What agents wrote of a change: `ai-blame report --json`. Conditions that are met are told in `policy`, and throw nothing. */
export async function report(options: ReportOptions = {}): Promise<ReportResult> {
  const { change, paths = [], ...others } = options;
  const { raw, env, progress } = call(others, REPORT_OPTIONS);
  const words = [...(change === undefined ? [] : [change]), ...paths];
  const { request } = readReport({ ...raw, json: true, '--': [...paths] }, words, env);
  const { gatherReport } = await engine();
  return parsed(reportJson(await gatherReport(request, env, progress)));
}

/** A line's whole life, and why no agent is named: `ai-blame why FILE:LINE --json`. @param line from 1. */
export async function why(file: string, line: number, options: WhyOptions = {}): Promise<WhyResult> {
  const { raw, env, progress } = call(options, WHY_OPTIONS);
  const { explainLine } = await engine();
  return parsed(whyJson(await explainLine(readWhy(raw, [`${file}:${line}`], env).request, env, progress)));
}

/** Every state of a file: `ai-blame log FILE --json`. */
export async function log(file: string, options: LogOptions = {}): Promise<LogAnswer> {
  const { raw, env, progress } = call(options, LOG_OPTIONS);
  const { request, withStats } = readLog(raw, [file], env);
  const { logFile } = await engine();
  return parsed(logJson(await logFile(request, env, progress), withStats));
}

/** A file as it was in one of its states: `ai-blame show FILE@REF --json`. */
export async function show(file: string, ref: string, options: ShowOptions = {}): Promise<ShowAnswer> {
  const { raw, env, progress } = call(options, SHOW_OPTIONS);
  const { request, withStats } = readShow({ ...raw, at: ref, json: true }, [file], env);
  const { showState } = await engine();
  return parsed(showJson(await showState(request, env, progress), withStats));
}

/** What changed between two states, `A..B`, or led to one: `ai-blame diff FILE@A..B --json`. */
export async function diff(file: string, refs: string, options: StateOptions = {}): Promise<DiffAnswer> {
  return differences({ at: refs }, [file], options);
}

/** What one turn did to all files: `ai-blame diff --turn SESSION:N --json`. @param turn from 1. */
export async function diffTurn(session: string, turn: number, options: StateOptions = {}): Promise<DiffAnswer> {
  return differences({ turn: `${session}:${turn}` }, [], options);
}

async function differences(
  asked: Readonly<Record<string, string>>,
  operands: readonly string[],
  options: StateOptions,
): Promise<DiffAnswer> {
  const { raw, env, progress } = call(options, DIFF_OPTIONS);
  const { request, withStats } = readDiff({ ...raw, ...asked }, operands, env);
  const { diffStates, diffTurn: turnOf } = await engine();
  const result = request.what === 'turn' ? turnOf(request, env, progress) : diffStates(request, env, progress);
  return parsed(diffJson(await result, withStats));
}

/** The first state that has a text, the last one, and what took it away: `ai-blame bisect FILE --contains TEXT --json`. */
export async function bisect(file: string, text: string, options: BisectOptions = {}): Promise<BisectAnswer> {
  const { raw, env, progress } = call(options, BISECT_OPTIONS);
  const { request, withStats } = readBisect({ ...raw, contains: text }, [file], env);
  const { bisectFile } = await engine();
  return parsed(bisectJson(await bisectFile(request, env, progress), withStats));
}

/** The record of the trace that an edit rests on: `ai-blame trace EDIT --json`. @param edit its id, or 4 digits of it or more. */
export async function trace(edit: string, options: TraceOptions = {}): Promise<TraceResult> {
  const { raw, env, progress } = call(options, TRACE_OPTIONS);
  const { traceEdit } = await engine();
  return parsed(traceJson(await traceEdit(readTrace(raw, [edit], env).request, env, progress)));
}

/** What evidence there is, and what of it is lost or at risk: `ai-blame doctor --json`. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorResult> {
  const { raw, env, progress } = call(options, DOCTOR_OPTIONS);
  const { checkEvidence } = await engine();
  return parsed(doctorJson(await checkEvidence(readDoctor(raw, [], env).request, env, progress)));
}

/** Whether an answer with a digest still holds: `ai-blame verify FILE.json --json`. @param document the file that holds it. */
export async function verify(document: string, options: Omit<Surroundings, 'index'> = {}): Promise<AnswerVerification> {
  const { raw, env, progress } = call(options, VERIFY_OPTIONS);
  const { verifyAnswer } = await engine();
  return parsed(verifyJson(await verifyAnswer(readVerify(raw, [document], env).request, env, progress)));
}

/** The conversations on this machine, page by page: `ai-blame sessions --json`. */
export async function sessions(options: SessionsOptions = {}): Promise<SessionsResult> {
  const { raw, env, progress } = call(options, SESSIONS_OPTIONS);
  const { request } = readSessions(raw, ['list'], env);
  if (request.what !== 'list') throw new Error(`sessions list was read as ${request.what}`);
  const { listSessions } = await engine();
  return parsed(sessionsJson(await listSessions(request, env, progress)));
}

/** One conversation with its turns: `ai-blame sessions show SESSION --json`. @param id or how it begins. */
export async function session(id: string, options: Surroundings = {}): Promise<SessionResult> {
  const { raw, env, progress } = call(options, SESSIONS_OPTIONS);
  const { request } = readSessions(raw, ['show', id], env);
  if (request.what !== 'show') throw new Error(`sessions show was read as ${request.what}`);
  const { showSession } = await engine();
  return parsed(sessionJson(await showSession(request, env, progress)));
}

/** All that was said and done in a conversation: `ai-blame sessions transcript SESSION --json`. @param id or how it begins. */
export async function transcript(id: string, options: TranscriptOptions = {}): Promise<TranscriptResult> {
  const { raw, env, progress } = call(options, SESSIONS_OPTIONS);
  const { request } = readSessions(raw, ['transcript', id], env);
  if (request.what !== 'transcript') throw new Error(`sessions transcript was read as ${request.what}`);
  const { transcribeSession } = await engine();
  return parsed(transcriptJson(await transcribeSession(request, env, progress)));
}

function call(options: Surroundings, known: Readonly<Record<string, unknown>>) {
  return {
    raw: rawOptions(options, Object.keys(known)),
    env: envOf(options),
    progress: progressOf(options),
  };
}

/** What is given is what is printed, and not more. */
function parsed<T>(json: string): T {
  return JSON.parse(json);
}
