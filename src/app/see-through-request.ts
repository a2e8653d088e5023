import type { Copies } from '../blame/history/copy-sources.js';
import type { NamedRevs } from '../git/ignored-revs.js';

/** What is not to count as writing a line: its lines are told as what they were before. */
export interface SeeThroughRequest extends NamedRevs {
  readonly ignoreWhitespace: boolean;
  /** Blocks moved within the file, where they have more letters and digits than this; null: they are the mover's. */
  readonly moves: number | null;
  /** Blocks from other files. `moves` are then seen through too. */
  readonly copies: Copies | null;
  /** `SESSION:TURN`, `SESSION`, or the id of an edit; of a session's id a beginning is enough. */
  readonly ignoreTurns: readonly string[];
}

export const NOTHING_SEEN_THROUGH: SeeThroughRequest = {
  ignoreWhitespace: false,
  moves: null,
  copies: null,
  ignoreRevs: [],
  ignoreRevsFiles: [],
  ignoreTurns: [],
};
