import type { CommandTarget, Outcome } from '../../model/agent-event.js';
import type { CallResult } from './outcomes.js';
import type { ChangeHead } from './patches.js';
import type { CodexRecord } from './records.js';
import type { Place } from './tasks.js';

/** A record that tells of a call, as far as it is kept: no texts. */
export interface Told {
  readonly record: Pick<CodexRecord, 'pointer' | 'time'>;
  /** As `recordPlace`. */
  readonly at: number;
}

/** A call and what became of it, gathered while the file is read: the records of one call may stand far apart. */
export interface Call {
  readonly callId: string | null;
  readonly tool: string;
  readonly place: Place;
  /** The call record; null where there is none (code mode). */
  readonly asked: Told | null;
  readonly patch: PatchPart | null;
  /** Several in a program of code mode. */
  readonly commands: readonly CommandPart[];
  /** null: no program of code mode. */
  readonly program: ProgramPart | null;
  /** The output, while it is not told by a structured record. */
  output: (Told & { readonly result: CallResult }) | null;
  /** The record of the command, by the same id: it comes also where the output tells that the command still runs. */
  execution: (Told & { readonly result: CallResult }) | null;
  structured: (Told & { readonly outcome: Outcome; readonly changes: readonly ChangeHead[] }) | null;
}

/** A program of code mode. Its output tells nothing of its single commands. */
export interface ProgramPart {
  /** It writes only by what later releases tell in records of their own. */
  readonly hasOnlyCommands: boolean;
  /** Whether all that stands there was run if it came to its end. */
  readonly isStraight: boolean;
}

export interface PatchPart {
  /** null: the text could not be read. */
  readonly heads: readonly ChangeHead[] | null;
  /** That relative paths resolve against. */
  readonly directory: string | null;
  /** Codex took the patch out of the call and applied it itself; else only the output can tell that it was applied. */
  readonly intercepted: boolean;
}

export interface CommandPart {
  readonly cwd: string | null;
  readonly text: string;
  readonly writes: 'named' | 'any';
  readonly targets: readonly CommandTarget[];
  /** Place among the commands of a program, from 0; null where the record is the command's alone. */
  readonly place: number | null;
}
