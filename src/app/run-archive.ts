import type { Warning } from '../model/diagnostic.js';
import type { Run, RunArtifact, RunEvent, RunOrigin } from '../model/run.js';
import type { EventQuery } from '../store/runs-foreign.js';

/** A run as a list finds it. */
export interface ListedRun {
  readonly run: Run;
  /** Folders that it worked in. */
  readonly folders: readonly string[];
}

/** Where runs are read from: sessions of agents (by way of the index or not), or the store of another program. */
export interface RunArchive {
  readonly origin: RunOrigin;
  /** What cursors of its lists are good for; null: for every archive without one. */
  readonly storeId: string | null;
  readonly runs: readonly ListedRun[];
  /** Of everything that was read so far. */
  warnings(): readonly Warning[];
  /** What a list leaves out because it takes a look at the disk, or into the trace. */
  complete(listed: ListedRun): Run;
  /** Ids of steps that a person may mean by a word: a turn's id, or its number. */
  steps(listed: ListedRun, given: string): readonly string[];
  /** By rising `seq`. */
  events(listed: ListedRun, query: EventQuery): readonly RunEvent[];
  /** Together with what a foreign store keeps apart; by time. The same as `events` where nothing is kept apart. */
  eventsWithWire(listed: ListedRun, query: EventQuery): readonly RunEvent[];
  artifacts(listed: ListedRun): readonly RunArtifact[];
  /** The folder that relative paths of artifacts start from; null where none is known. */
  rootOf(listed: ListedRun): string | null;
  /** Whether there may be more to read than when the archive was opened. */
  hasChanged(listed: ListedRun): boolean;
  /** Whether the run has come to its end, as of now. */
  isOver(listed: ListedRun): boolean;
  close(): void;
}
