import type { AnnotateRequest } from '../app/annotate-files.js';
import type { AskedBlame } from '../app/answer-blame.js';
import type { BackfillRequest } from '../app/backfill-ledgers.js';
import type { BisectRequest } from '../app/bisect-file.js';
import type { HooksRequest } from '../app/change-hooks.js';
import type { DoctorRequest } from '../app/check-evidence.js';
import type { NotesCompareRequest } from '../app/compare-notes.js';
import type { DiffRequest } from '../app/diff-states.js';
import type { TurnRequest } from '../app/diff-turn.js';
import type { WhyRequest } from '../app/explain-line.js';
import type { ExportEditsRequest } from '../app/export-edits.js';
import type { ExportRequest } from '../app/export-ledger.js';
import type { ExportTracesRequest } from '../app/export-traces.js';
import type { FollowRequest } from '../app/follow-run.js';
import type { ReportRequest } from '../app/gather-report.js';
import type { StatsRequest } from '../app/gather-stats.js';
import type { ImportRequest } from '../app/import-traces.js';
import type { IndexRequest } from '../app/index-build.js';
import type { VerifyRequest } from '../app/index-verify.js';
import type { LinkRequest } from '../app/link-anchor.js';
import type { EditsRequest } from '../app/list-edits.js';
import type { RunsRequest } from '../app/list-runs.js';
import type { SessionsRequest } from '../app/list-sessions.js';
import type { LogRequest } from '../app/log-file.js';
import type { PinRequest } from '../app/pin-snapshots.js';
import type { Place } from '../app/place.js';
import type { FollowLogsRequest } from '../app/read-logs.js';
import type { ReplayRequest } from '../app/replay-session.js';
import type { RunArtifactsRequest, RunEventsRequest } from '../app/run-details.js';
import type { HookRequest } from '../app/run-hook.js';
import type { RunQuery } from '../app/run-query.js';
import type { NotesShowRequest } from '../app/show-note.js';
import type { SessionRequest } from '../app/show-session.js';
import type { ShowRequest } from '../app/show-state.js';
import type { TraceRequest } from '../app/trace-edit.js';
import type { TranscriptRequest } from '../app/transcribe-session.js';
import type { VerifyAnswerRequest } from '../app/verify-answer.js';
import type { VerifyLedgersRequest } from '../app/verify-ledgers.js';
import type { NotesWriteRequest } from '../app/write-notes.js';
import type { AskedColumns } from '../render/blame-columns.js';
import type { ClassicMarks } from '../render/classic.js';
import type { ColorChoice } from '../render/color-level.js';
import type { LineTemplate } from '../render/line-template.js';
import type { ServeRequest } from '../serve/serve-viewer.js';
import type { SiteRequest } from '../site/write-site.js';
import type { CompletionShell } from './completion-scripts.js';

/** What a command line asks for, fully read and checked. */
export type Invocation =
  | BlameInvocation
  | EditsInvocation
  | WhyInvocation
  | StatsInvocation
  | ReportInvocation
  | PagesInvocation
  | LogInvocation
  | ShowInvocation
  | DiffInvocation
  | TraceInvocation
  | LinkInvocation
  | BisectInvocation
  | VerifyInvocation
  | DoctorInvocation
  | ImportInvocation
  | HooksInvocation
  | NotesInvocation
  | ExportInvocation
  | AnnotateInvocation
  | PinInvocation
  | IndexInvocation
  | ServeInvocation
  | SessionsInvocation
  | RunsInvocation
  | LogsInvocation
  | ReplayInvocation
  | LedgerInvocation
  | CompletionInvocation
  | PrintInvocation;

export interface BlameInvocation {
  readonly command: 'blame';
  readonly request: AskedBlame;
  readonly output:
    | 'text'
    | 'json'
    | 'porcelain'
    | 'line-porcelain'
    | 'incremental'
    | 'classic'
    | 'format'
    | 'interactive';
  /** Of each line; only with `format`. */
  readonly template?: LineTemplate;
  /** Of git's own columns; only with `classic`. */
  readonly marks?: ClassicMarks;
  /** Not given: where stderr is a terminal. */
  readonly progress?: boolean;
  /** Whether what the walk over the commits cost is told behind it. Not given: it is not. */
  readonly showStats?: boolean;
  /** Of git's formats. Not given: git's own authors. */
  readonly modelAsAuthor?: boolean;
  readonly color: ColorChoice;
  /** Of the text. Not given: the usual ones. */
  readonly columns?: AskedColumns;
  /** Columns that the text is to make do with. Not given: as many as there are. */
  readonly width?: number;
  /** Whether its syntax is to be told by colours. */
  readonly highlight?: boolean;
  /** Not given: where the terminal is known to have links. */
  readonly hyperlinks?: 'always' | 'never';
  /** Whether it is to be paged. Not given: as git's configuration says. */
  readonly pager?: boolean;
}

export interface EditsInvocation {
  readonly command: 'edits';
  readonly request: EditsRequest;
  readonly output: 'text' | 'json' | 'ndjson';
  readonly color: ColorChoice;
}

export interface StatsInvocation {
  readonly command: 'stats';
  readonly request: StatsRequest;
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

/** `report --html DIR`. */
export interface PagesInvocation {
  readonly command: 'pages';
  readonly request: SiteRequest;
}

export interface ReportInvocation {
  readonly command: 'report';
  readonly request: ReportRequest;
  readonly output: ReportFormat;
  readonly color: ColorChoice;
}

export type ReportFormat = 'text' | 'json' | 'markdown' | 'github' | 'sarif' | 'html';

export interface WhyInvocation {
  readonly command: 'why';
  readonly request: WhyRequest;
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface LogInvocation {
  readonly command: 'log';
  readonly request: LogRequest;
  readonly output: 'text' | 'json' | 'ndjson';
  readonly withStats: boolean;
  readonly color: ColorChoice;
}

export interface ShowInvocation {
  readonly command: 'show';
  readonly request: ShowRequest;
  readonly output: 'text' | 'json';
  /** Also who made the state. */
  readonly withMeta: boolean;
  readonly withStats: boolean;
  readonly color: ColorChoice;
}

export interface DiffInvocation {
  readonly command: 'diff';
  readonly request: ({ readonly what: 'states' } & DiffRequest) | ({ readonly what: 'turn' } & TurnRequest);
  readonly output: 'text' | 'stat' | 'json';
  readonly withStats: boolean;
  readonly color: ColorChoice;
}

export interface TraceInvocation {
  readonly command: 'trace';
  readonly request: TraceRequest;
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface LinkInvocation {
  readonly command: 'link';
  readonly request: LinkRequest;
  readonly output: 'text' | 'json';
}

export interface BisectInvocation {
  readonly command: 'bisect';
  readonly request: BisectRequest;
  readonly output: 'text' | 'json';
  readonly withStats: boolean;
  readonly color: ColorChoice;
}

export interface VerifyInvocation {
  readonly command: 'verify';
  readonly request: VerifyAnswerRequest;
  readonly output: 'text' | 'json';
}

export interface DoctorInvocation {
  readonly command: 'doctor';
  readonly about: 'evidence' | 'agents';
  readonly request: DoctorRequest;
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface AnnotateInvocation {
  readonly command: 'annotate';
  readonly request: AnnotateRequest;
  readonly output: 'text' | 'json';
}

export interface PinInvocation {
  readonly command: 'pin' | 'unpin';
  readonly request: PinRequest;
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface HooksInvocation {
  readonly command: 'hooks';
  readonly request: HooksRequest | ({ readonly what: 'run' } & HookRequest);
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface NotesInvocation {
  readonly command: 'notes';
  readonly request:
    | ({ readonly what: 'write' } & NotesWriteRequest)
    | ({ readonly what: 'show' } & NotesShowRequest)
    | ({ readonly what: 'compare' } & NotesCompareRequest);
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface ExportInvocation {
  readonly command: 'export';
  readonly request:
    | ({ readonly format: 'agent-trace' } & ExportTracesRequest)
    | ({ readonly format: 'csv' | 'ndjson' } & ExportEditsRequest);
}

export interface ImportInvocation {
  readonly command: 'import';
  readonly request: ImportRequest;
  readonly output: 'text' | 'json';
}

export interface ServeInvocation {
  readonly command: 'serve';
  readonly request: ServeRequest;
  /** Also where other machines reach it. */
  readonly isExposed: boolean;
  /** The page is shown in the browser. */
  readonly isOpened: boolean;
}

export interface SessionsInvocation {
  readonly command: 'sessions';
  readonly request:
    | ({ readonly what: 'list' } & SessionsRequest)
    | ({ readonly what: 'show' } & SessionRequest)
    | ({ readonly what: 'transcript' } & TranscriptRequest);
  readonly output: 'text' | 'json' | 'ndjson' | 'markdown';
  readonly color: ColorChoice;
}

export interface RunsInvocation {
  readonly command: 'runs';
  readonly request:
    | ({ readonly what: 'list' } & RunsRequest)
    | ({ readonly what: 'show' } & RunQuery)
    | ({ readonly what: 'events' } & RunEventsRequest)
    | ({ readonly what: 'follow' } & FollowRequest)
    | ({ readonly what: 'artifacts' } & RunArtifactsRequest);
  readonly output: 'text' | 'json' | 'ndjson';
  readonly color: ColorChoice;
}

export interface LogsInvocation {
  readonly command: 'logs';
  readonly request: FollowLogsRequest;
  /** Whether it goes on with what comes. */
  readonly isFollowed: boolean;
  readonly output: 'text' | 'json' | 'ndjson';
  readonly color: ColorChoice;
}

export interface ReplayInvocation {
  readonly command: 'replay';
  readonly request: ReplayRequest;
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface LedgerInvocation {
  readonly command: 'ledger';
  readonly request:
    | ({ readonly what: 'export' } & ExportRequest)
    | ({ readonly what: 'backfill' } & BackfillRequest)
    | ({ readonly what: 'verify' } & VerifyLedgersRequest);
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface IndexInvocation {
  readonly command: 'index';
  readonly request:
    | ({ readonly what: 'build' | 'rebuild' } & IndexRequest)
    | ({ readonly what: 'verify' } & VerifyRequest)
    | { readonly what: 'status'; readonly place: Place };
  readonly output: 'text' | 'json';
  readonly color: ColorChoice;
}

export interface CompletionInvocation {
  readonly command: 'completion';
  readonly request:
    | { readonly what: 'script'; readonly shell: CompletionShell }
    /** Of a command line, up to the cursor; the last one is being written. */
    | { readonly what: 'words'; readonly words: readonly string[] };
}

/** Help and version. */
interface PrintInvocation {
  readonly command: 'print';
  readonly text: string;
}
