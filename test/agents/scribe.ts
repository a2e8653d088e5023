/**
 * Writes traces as one agent leaves them, for the conformance suite: what happened is said in words that all agents share, and the
 * scribe puts it into the agent's own records, files and folders. It never uses code of `src`.
 *
 * Times are given by the caller, in milliseconds since 1970, and rise. Paths are absolute.
 */
export interface Scribe {
  /** As in the contract: `claude-code`, … */
  readonly agent: string;
  /** What the agent's traces cannot tell at all: the suite asks for none of it, and asks `capabilities.gaps` to say so. */
  readonly cannot: ReadonlySet<Ability>;
  session(start: SessionStart): SessionScribe;
  /** Lays everything out below a folder, which then is the agent's home. May be called again after more was told. */
  write(home: string): void;
}

export type Ability =
  | 'create'
  | 'delete'
  | 'rename'
  | 'read'
  | 'command'
  | 'rejected'
  | 'failed'
  | 'aborted'
  | 'user-changed'
  | 'rewind'
  | 'sub-agent'
  | 'replayed'
  | 'withheld'
  | 'model'
  | 'unknown-record'
  | 'torn-line';

export interface SessionStart {
  readonly id: string;
  readonly cwd: string;
  readonly at: number;
  readonly model: string;
  /** The session that spawned it. */
  readonly parent?: string;
}

/** What one change was: the file's whole content on both sides; null: it was not there. */
export interface ScribedChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly at: number;
  /** `content`: the agent wrote the whole file; `edit`: it replaced a text. Where the agent has only one way, that one. */
  readonly by?: 'content' | 'edit';
  readonly call?: string;
}

export interface SessionScribe {
  /** A message of the person begins a turn. */
  says(prompt: string, at: number): void;
  model(name: string): void;
  changes(change: ScribedChange): void;
  /** The person declined it: nothing was written. */
  rejected(change: ScribedChange): void;
  /** The tool failed: nothing was written. */
  failed(change: ScribedChange): void;
  /** Asked for, and then the session broke off: no result. */
  aborted(change: ScribedChange): void;
  /** The person changed the proposal before it was written. */
  amended(change: ScribedChange & { readonly proposed: string }): void;
  /** Done, but the record does not hold what the file was before (a large file, a sub-agent …). */
  withheld(change: ScribedChange): void;
  moves(from: string, to: string, content: string, at: number): void;
  reads(path: string, content: string, at: number): void;
  runs(command: string, exitCode: number, at: number): void;
  /** The last `turns` turns are taken back; whether files were is as the agent does it. */
  rewinds(turns: number, at: number): void;
  /** A record of a kind that nobody knows. */
  unknown(at: number): void;
  /** The last line of the file is cut off in its middle. */
  torn(): void;
  /** A second file, or session, that repeats all of this one's records so far, as resuming or forking leaves it. */
  replay(id: string, at: number): SessionScribe;
}
