/** One file (or database) that an agent left on disk and that holds records. */
export interface TraceSource {
  /** The agent's id, as in the contract: `codex`, … */
  readonly agent: string;
  /** Absolute path of the agent's home that the source was found in. */
  readonly home: string;
  /** Path relative to `home`, with `/`. Of one session in a database: the database's, `#` and the session's id. */
  readonly path: string;
  readonly kind: 'jsonl' | 'jsonl.zst' | 'json' | 'sqlite';
  /** Bytes on disk, those of `companions` included. */
  readonly size: number;
  /** Other files that tell of the same session, relative to `home`; they may be gone. Not given: none. */
  readonly companions?: readonly string[];
  /** Id of the session that the file is taken for where none of its records names one: for who names the file. Not given: of none. */
  readonly assumed?: string;
}

/** One conversation of an agent (Codex: a thread). Shared by reference between its turns and events. */
export interface Session {
  readonly agent: string;
  /** The id that the agent gave it; never the name of a file. */
  readonly id: string;
  /** The session that spawned this one (sub-agents), else null. */
  readonly parentId: string | null;
  /** The session that this one was forked from, else null. */
  readonly forkedFrom: string | null;
  readonly agentVersion: string | null;
  readonly provider: string | null;
  /** ISO 8601 UTC, or null where the trace has no usable time. */
  readonly startedAt: string | null;
  /** Where `startedAt` is null: what the trace tells as its time, in a zone that it does not tell. Good for an order, and no more. */
  readonly startedNear: string | null;
  /** Where it was started, as recorded. */
  readonly cwd: string | null;
  /** What the agent recorded of the repository when the session began. */
  readonly git: SessionGit | null;
}

export interface SessionGit {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly remote: string | null;
}

/** From one message of the person to the next. Shared by reference. */
export interface Turn {
  readonly session: Session;
  /** Counts from 1 within the session. */
  readonly index: number;
  readonly id: string | null;
  readonly startedAt: string | null;
  /** First line of the person's message, 120 characters at most, terminal controls removed. */
  readonly prompt: string;
}

/** Where a record stands. */
export interface TracePointer {
  readonly source: TraceSource;
  /** Number of the record within the source, from 1. */
  readonly line: number;
  /**
   * Offset of its first byte (of the decompressed text), and its length without the line end. In a document or a database: what the
   * adapter finds the record by, both of them safe integers.
   */
  readonly offset: number;
  readonly length: number;
}
