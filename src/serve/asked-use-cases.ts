import type { AskedBlame } from '../app/answer-blame.js';
import type { DoctorRequest } from '../app/check-evidence.js';
import type { DiffRequest } from '../app/diff-states.js';
import type { TurnRequest } from '../app/diff-turn.js';
import type { WhyRequest } from '../app/explain-line.js';
import type { StatsRequest } from '../app/gather-stats.js';
import type { LinkRequest } from '../app/link-anchor.js';
import type { EditsRequest } from '../app/list-edits.js';
import type { SessionsRequest } from '../app/list-sessions.js';
import type { LogRequest } from '../app/log-file.js';
import type { Place } from '../app/place.js';
import type { Progress } from '../app/progress.js';
import type { SearchRequest } from '../app/search-sessions.js';
import type { SessionRequest } from '../app/show-session.js';
import type { ShowRequest } from '../app/show-state.js';
import type { TraceRequest } from '../app/trace-edit.js';
import type { TranscriptRequest } from '../app/transcribe-session.js';
import type { Env } from '../env.js';
import type { BlameReport, EditsResult } from '../model/blame-result.js';
import type { DoctorResult } from '../model/doctor-result.js';
import type { SessionResult, SessionsResult } from '../model/session-list.js';
import type { StatsResult } from '../model/stats-result.js';
import type { DiffResult, LinkResult, LogResult, ShowResult, TraceResult } from '../model/time-travel.js';
import type { TranscriptResult } from '../model/transcript.js';
import type { ChangeStamp, FilesResult, RepositoryDescription, SearchResult } from '../model/viewer-result.js';
import type { WhyResult } from '../model/why-result.js';

/** What the viewer asks for: some of the use cases of the commands, and what only it needs. None of them writes. */
export interface AskedUseCases {
  describeRepository(request: { readonly place: Place }, env: Env): Promise<RepositoryDescription>;
  listFiles(request: { readonly place: Place }, env: Env): Promise<FilesResult>;
  changeStamp(request: { readonly place: Place }, env: Env): Promise<ChangeStamp>;
  fileStamp(request: { readonly place: Place; readonly file: string }, env: Env): Promise<ChangeStamp>;
  blameFile(request: AskedBlame, env: Env, progress: Progress): Promise<BlameReport>;
  listEdits(request: EditsRequest, env: Env, progress: Progress): Promise<EditsResult>;
  gatherStats(request: StatsRequest, env: Env, progress: Progress): Promise<StatsResult>;
  explainLine(request: WhyRequest, env: Env, progress: Progress): Promise<WhyResult>;
  logFile(request: LogRequest, env: Env, progress: Progress): Promise<LogResult>;
  showState(request: ShowRequest, env: Env, progress: Progress): Promise<ShowResult>;
  diffStates(request: DiffRequest, env: Env, progress: Progress): Promise<DiffResult>;
  diffTurn(request: TurnRequest, env: Env, progress: Progress): Promise<DiffResult>;
  traceEdit(request: TraceRequest, env: Env, progress: Progress): Promise<TraceResult>;
  linkAnchor(request: LinkRequest, env: Env, progress: Progress): Promise<LinkResult>;
  checkEvidence(request: DoctorRequest, env: Env, progress: Progress): Promise<DoctorResult>;
  listSessions(request: SessionsRequest, env: Env, progress: Progress): Promise<SessionsResult>;
  searchSessions(request: SearchRequest, env: Env, progress: Progress): Promise<SearchResult>;
  showSession(request: SessionRequest, env: Env, progress: Progress): Promise<SessionResult>;
  transcribeSession(request: TranscriptRequest, env: Env, progress: Progress): Promise<TranscriptResult>;
}
