import type { Session, TracePointer, Turn } from './session.js';

/**
 * What a call of an agent came to.
 * `unknown`: no result was recorded, or it does not tell. `staged`: held for the person to decide; the file was not changed by it.
 */
export type Outcome = 'applied' | 'failed' | 'rejected' | 'aborted' | 'partial' | 'unknown' | 'staged';

interface EventBase {
  readonly session: Session;
  /** null only for records before the first turn. */
  readonly turn: Turn | null;
  /**
   * Order within the trace: rises with the place of the record that tells that the thing happened. Never changes when the trace
   * grows; a safe integer, with gaps.
   */
  readonly seq: number;
  /** ISO 8601 UTC of that record (a tool's result, else its call), or null. */
  readonly time: string | null;
  /** The model in force, or null: unknown is told, never guessed. */
  readonly model: string | null;
  /** The record that tells that it happened (result, else call). */
  readonly trace: TracePointer;
  /**
   * True where the record is a copy that a fork took from another session's file. `session` is then the origin's where the
   * trace names it. Times of copies are worthless.
   */
  readonly inherited: boolean;
}

/** The agent left a tree of the work tree, as it was at the time of the event. For Codex: at the START of its turn. */
export interface SnapshotEvent extends EventBase {
  readonly kind: 'snapshot';
  /** Id of a commit or of a tree, as recorded; lower-case hex of 40 or 64 digits, checked. */
  readonly commit: string;
  readonly parent: string | null;
  /**
   * Where the agent keeps its objects, absolute, within the agent's home: a git directory, or a folder of some; null: the repository
   * holds them.
   */
  readonly store: string | null;
  /**
   * The calls that are told after it may have been under way when it was taken: of what they changed it may show what they left.
   * (OpenCode up to 1.2 or so: formats/opencode.md, 4.)
   */
  readonly mayBeLate?: true;
  /** Its tree is that of the folder `cwd`, and not of the repository that this lies in (Gemini CLI: formats/gemini-cli.md, 5). */
  readonly ofFolder?: true;
  /** Directory that the snapshot covers, absolute as recorded (the turn's cwd), or null if not known. */
  readonly cwd: string | null;
}

/** A change of one file by one call, as the agent recorded it. The text itself is loaded when it is needed. */
export interface FileChangeEvent extends EventBase {
  readonly kind: 'file_change';
  readonly op: 'create' | 'modify' | 'delete' | 'rename';
  /** Absolute, as recorded and resolved against the directory in force; separators as recorded. After a rename: the new one. */
  readonly path: string;
  /** Only for `rename`. */
  readonly oldPath: string | null;
  readonly outcome: Outcome;
  readonly callId: string | null;
  readonly tool: string;
  /** The record that holds the text of the change (may differ from `trace`). */
  readonly body: TracePointer;
  /** Place of this change among those of the same call, from 0. */
  readonly place: number;
}

/** What a command may do to files, judged from its text alone. */
export interface CommandTarget {
  /** Absolute, resolved as for `FileChangeEvent.path`. */
  readonly path: string;
  readonly op: 'write' | 'append' | 'edit' | 'delete' | 'move-from' | 'move-to' | 'copy-to';
}

/** A command that the agent ran. Commands that only read are not reported. */
export interface CommandEvent extends EventBase {
  readonly kind: 'command';
  /** Directory that it ran in, absolute as recorded, or null. */
  readonly cwd: string | null;
  /** First 200 characters of the command as one line of text. */
  readonly text: string;
  /** The record that holds the whole command (may differ from `trace`). */
  readonly body: TracePointer;
  /** Place among the commands of a program of several, from 0; null where the record is the command's alone. */
  readonly place: number | null;
  /** `named`: all that it can write is in `targets`; `any`: it runs something whose writes the text does not tell. */
  readonly writes: 'named' | 'any';
  readonly targets: readonly CommandTarget[];
  readonly exitCode: number | null;
  readonly outcome: Outcome;
  readonly callId: string | null;
  readonly tool: string;
}

/** The agent looked at a file. Reads by commands of a shell are not reported. */
export interface ReadEvent extends EventBase {
  readonly kind: 'read';
  /** Absolute, as recorded and resolved against the directory in force. */
  readonly path: string;
  /** Lines that it was shown, from 1, both included; null: all of them, or not told. */
  readonly lines: { readonly first: number; readonly last: number } | null;
  /**
   * Whether the trace holds all that the file held then, to the letter (line ends aside): `loadRead` gives it. Where `lines` are told as
   * well, they were numbered, and nothing tells whether the last one has an end.
   */
  readonly whole: boolean;
  readonly outcome: Outcome;
  readonly callId: string | null;
  readonly tool: string;
  /** The record that holds what was read (may differ from `trace`). */
  readonly body: TracePointer;
  /**
   * No read at all: a content that the agent noted for itself, out of this snapshot. It counts only where the snapshot is no longer
   * stored.
   */
  readonly outOf?: string;
}

/** The person took turns back. */
export interface RewindEvent extends EventBase {
  readonly kind: 'rewind';
  /** Whether the files of the work tree went back too; `unknown`: the record does not tell. */
  readonly files: 'restored' | 'untouched' | 'unknown';
  /** Id (or a prefix of it, 7 digits at least) of the snapshot that the files were restored from. */
  readonly snapshot: string | null;
  /** How many turns were taken back; null where the record does not tell. */
  readonly turns: number | null;
}

/** What adapters make of records, without judgement. */
export type AgentEvent = SnapshotEvent | FileChangeEvent | CommandEvent | ReadEvent | RewindEvent;

/** The text of one file change, loaded from its record. Several tellings of the same change, the most precise first. */
export interface FileChangeBody {
  readonly tellings: readonly ChangeTelling[];
  /**
   * What the file held just before this very change, whole and to the letter (line ends aside); null: it was not there. Not given
   * where the trace does not tell, or tells only part of it.
   */
  readonly before?: string | null;
  /** Contents that the agent kept of the file, any of which it may have held before: believed only where nothing better is known. */
  readonly candidates?: readonly string[];
  /** The person changed the proposal before it was carried out. */
  readonly amended?: Amendment;
}

interface Amendment {
  /** The file's whole content as the agent had proposed it; null where the trace does not tell: nobody knows then whose a line is. */
  readonly proposed: string | null;
}

export type ChangeTelling =
  /** The whole content after the change. `text` is what the file holds. */
  | { readonly kind: 'content'; readonly text: string }
  /** The whole content that was deleted, where recorded. */
  | { readonly kind: 'deleted'; readonly text: string | null }
  /** Hunks of a unified diff with line numbers. */
  | { readonly kind: 'unified'; readonly diff: string }
  /**
   * Literal texts that are replaced one after the other, each where it is found. `isDerived`: they follow from what was recorded of
   * earlier changes, and what others did meanwhile may be in them.
   */
  | { readonly kind: 'replacements'; readonly steps: readonly TextReplacement[]; readonly isDerived?: true }
  /** Text that is put behind line `line` (from 1; 0: before the first); it ends where its last line does. */
  | { readonly kind: 'insertion'; readonly line: number; readonly text: string }
  /**
   * Chunks in the grammar of `apply_patch`, placed by search. `dialect`: how the writer's version treats context lines that
   * match only loosely (formats/codex.md, 11.3).
   */
  | { readonly kind: 'apply_patch'; readonly chunks: readonly PatchChunk[]; readonly dialect: PatchDialect };

/**
 * One literal replacement, line ends aside. Not all: `old` must stand there exactly once. An empty `old`: `text` is the whole
 * content of a file that was empty or not there.
 */
export interface TextReplacement {
  readonly old: string;
  readonly text: string;
  readonly all: boolean;
  /** An empty `text` takes the line end behind `old` with it, where `old` has none and one follows (formats/claude-code.md, 9). */
  readonly takesLineEnd: boolean;
}

export type PatchDialect = 'rewrite-context' | 'keep-context';

/** One chunk of an `Update File` hunk. */
export interface PatchChunk {
  /** Text after `@@ `, or null. */
  readonly anchor: string | null;
  readonly lines: readonly PatchLine[];
  /** `*** End of File` stood at its end. */
  readonly endOfFile: boolean;
}

export interface PatchLine {
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}
