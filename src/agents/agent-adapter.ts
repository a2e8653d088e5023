import type {
  AgentEvent,
  CommandEvent,
  FileChangeBody,
  FileChangeEvent,
  ReadEvent,
  SnapshotEvent,
} from '../model/agent-event.js';
import type { AgentCapabilities } from '../model/agents-result.js';
import type { Warning } from '../model/diagnostic.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { FactVisitor } from '../model/history-fact.js';
import type { JsonValue } from '../model/json-value.js';
import type { Session, SessionGit, TracePointer, TraceSource, Turn } from '../model/session.js';
import type { SessionSummary } from '../model/session-summary.js';
import type { TranscriptVisitor } from '../model/transcript-item.js';
import type { Looks } from '../scan/disk.js';
import type { LiteralSubstitution } from '../shell/literal-substitutions.js';
import type { WholeFileWrite } from '../shell/whole-file-writes.js';

/** Finds the traces of one agent. Reads folders, and no trace. */
export interface TraceFinder {
  /** As in the contract: `codex`, … */
  readonly id: string;

  /** Name of the option that names homes: `codex-home`; and what its help says. */
  readonly option: { readonly name: string; readonly describe: string };

  /**
   * The agent's homes, absolute, in the order in which they count.
   * @param options.homes given by the person: they win over everything.
   * @param options.runners private homes that programs which run the agent made count too: those of the person, and those that
   *   such a program keeps in this folder (absolute), or in one above it.
   */
  homes(
    env: {
      readonly home: string;
      readonly variables: Readonly<Record<string, string | undefined>>;
      /** `linux`, `darwin`, `win32`, …: some agents keep their data in the system's own folders. */
      readonly platform: string;
    },
    options: { readonly homes: readonly string[]; readonly runners?: { readonly directory: string } },
  ): string[];

  /**
   * Sources in the homes: each session's file once, in a fixed order; and what tells of each whether it was changed. A database of
   * many sessions is one source here (`AgentAdapter.sessionsIn`).
   */
  discover(homes: readonly string[]): DiscoveredTraces;

  /**
   * Whether bytes that were appended to a source, whole lines, change nothing of what `AgentAdapter.scan` tells of it but for its
   * summary, its last time and its numbers of lines. In doubt they do. Not given: nobody can tell.
   * @param asProbed only what `AgentAdapter.probe` tells has to stay, its last time aside.
   */
  readonly isIdleGrowth?: (bytes: Buffer, asProbed: boolean) => boolean;
}

export interface FoundTraces {
  readonly sources: readonly TraceSource[];
  /** Of every source, as its file was when it was found. */
  readonly stamps: ReadonlyMap<TraceSource, FileStamp>;
  readonly warnings: readonly Warning[];
}

export interface DiscoveredTraces extends FoundTraces {
  /** All that was looked at: where that is as it was, the same would be found. */
  readonly looks: Looks;
}

/** Reads the traces of one agent: records in, events out, without judgement. Never looks at a work tree or a repository. */
export interface AgentAdapter extends TraceFinder {
  /**
   * For agents that keep many sessions in one database: what `discover` found, with each database in the place of one source taken
   * apart into the sessions that it holds, and each session once. Stamps of those are made of their rows, and change when one of
   * these does. Never throws for what a database holds; one that cannot be read is told in warnings.
   */
  readonly sessionsIn?: (found: FoundTraces) => FoundTraces;

  /** A cheap pass over a source: what decides whether it bears on a repository. Never throws for what the source holds. */
  probe(source: TraceSource): SourceProbe;

  /** All events of a source, light: texts of changes stay in the trace. Never throws for what the source holds. */
  read(source: TraceSource): SessionTrace;

  /**
   * One pass over a source, or over what was appended to it: all that an index keeps of it. The same as `probe` and `read` tell.
   * Never throws for what the source holds.
   * @param from where an earlier pass over this very source ended; null: from the beginning.
   */
  scan(source: TraceSource, from: ResumePoint | null): SourceScan;

  /**
   * What happened in a session, with what the facts leave out, in order of (`ordinal`, `n`), without copies of another session's history. Holds one record at a
   * time. What is appended to the source adds facts at the end; only `run_finished` is told anew, at the new end. Never throws for
   * what the source holds.
   */
  history(source: TraceSource, onFact: FactVisitor): void;

  /**
   * All that is out of order in a source's records, with the numbers of their lines in the messages; more than `read` warns of, at the
   * cost of a look at every record. null, or not given: `read` tells what there is to tell. Never throws.
   */
  readonly problems?: (source: TraceSource) => Warning[] | null;

  /**
   * What was said and done in a session, in the order of its history, with all texts; copies of another session's history left out.
   * Holds one record at a time, where records are lines. Never throws for what the source holds.
   */
  transcript(source: TraceSource, onItem: TranscriptVisitor): void;

  /** Names that persons gave to sessions of the homes, by session id. They may change while the traces do not. */
  names(homes: readonly string[]): ReadonlyMap<string, string>;

  /** The text of a change. Without tellings where the trace no longer holds it. */
  loadChange(event: FileChangeEvent): FileChangeBody;

  /** What the agent listed as untracked when it took the snapshot: paths as recorded. Empty where the trace no longer tells. */
  loadSnapshotLists(event: SnapshotEvent): SnapshotLists;

  /** Snapshots that the agent keeps as refs of the repository, not as records: those of the trace's turns, in order of time. */
  snapshotRefs(trace: SessionTrace, refs: ReadonlyMap<string, string>): SnapshotEvent[];

  /** Names of folders whose untracked files the agent's snapshots leave out. */
  readonly hiddenFolders: ReadonlySet<string>;

  /** Bytes of the largest files that the agent takes into snapshots; not given: of any size. */
  readonly largestInSnapshots?: number;

  /** Whether a commit that a record names as a snapshot was made by the agent: a trace may name any commit. */
  isSnapshotAuthor(author: { readonly name: string; readonly email: string }): boolean;

  /**
   * The linked work tree that a directory of a session lies in: one that the agent makes for it to work in, and removes when that is
   * done. null: none. Not given by agents that make none.
   */
  workTreeOf?(directory: string, source: TraceSource): OwnWorkTree | null;

  /** The whole content that a read showed; null where the trace no longer holds it. Asked only of reads that are `whole`. */
  loadRead(event: ReadEvent): string | null;

  /**
   * The text of a record; null where the trace no longer holds it. Not given: records are lines, which a pointer leads to.
   * @throws AiBlameError UNREADABLE.
   */
  loadRecord?(at: TracePointer): string | null;

  /** What its traces can tell, and what they cannot. */
  readonly capabilities: AgentCapabilities;

  /** The whole command; null where the trace no longer holds it, or the call was no command of a shell. */
  loadCommandText(event: CommandEvent): CommandText | null;
}

/** A linked work tree that an agent made. Paths absolute, as recorded. */
export interface OwnWorkTree {
  readonly path: string;
  /** A directory in the repository that it was made of; null: that is not told. */
  readonly of: string | null;
}

export interface SourceProbe {
  readonly source: TraceSource;
  /** null where nothing in the source names it. */
  readonly session: Session | null;
  /** Directories that the session worked in, as recorded, each once, in order. */
  readonly cwds: readonly string[];
  /** Ids of the snapshots that it names, each once, in order. */
  readonly snapshots: readonly string[];
  readonly git: SessionGit | null;
  /** Times of the first and the last record, ISO 8601 UTC. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
}

export interface SessionTrace {
  readonly source: TraceSource;
  readonly session: Session;
  /** In the order of the source; those of copied history belong to the session that they came from. */
  readonly turns: readonly Turn[];
  /** In order of `seq`. */
  readonly events: readonly AgentEvent[];
  readonly warnings: readonly Warning[];
}

/** Where reading goes on: after the last line that is finished. */
export interface ResumePoint {
  /** In bytes. */
  readonly offset: number;
  /** How many lines stand before it. */
  readonly records: number;
  /** Plain JSON that only the adapter reads. Holds texts as the events do. */
  readonly state: JsonValue;
}

export interface SourceScan {
  /** Of the whole source. */
  readonly probe: SourceProbe;
  /** Of the whole source. */
  readonly summary: SessionSummary;
  readonly session: Session;
  /** All that turns and events speak of, each id once, `session` first. Details of one that was told before may have changed. */
  readonly sessions: readonly Session[];
  /** Of the whole source. A turn that was told before keeps its place in this list and all that it tells. */
  readonly turns: readonly Turn[];
  /** In order of `seq`. From the beginning: all; else those that are new, or told anew under the same or another `seq`. */
  readonly events: readonly AgentEvent[];
  /** `seq` of events told before that are told anew or no more. Empty where the pass began at the beginning. */
  readonly replaced: readonly number[];
  /** Of the whole source. */
  readonly warnings: readonly Warning[];
  /** null: nobody can go on from here (compressed, one document); the whole is read next time. */
  readonly resume: ResumePoint | null;
}

export interface SnapshotLists {
  readonly untrackedFiles: readonly string[];
  readonly untrackedDirs: readonly string[];
}

export interface CommandText {
  /** A text for a shell, or the words of a program. */
  readonly command: string | readonly string[];
  /** Whole files that the command is seen to write. */
  readonly writes: readonly WholeFileWrite[];
  /** Literal texts that it is seen to replace in files. */
  readonly substitutions: readonly LiteralSubstitution[];
}
