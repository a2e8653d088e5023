import type { Evidence } from '../model/evidence.js';
import type { LineSpan } from '../model/line-span.js';
import type { HistoryBounds } from './history-bounds.js';
import type { Place } from './place.js';
import type { SeeThroughRequest } from './see-through-request.js';

/** What is asked about a file. */
export interface BlameRequest {
  /** As the person named it, relative to `place.directory`. */
  readonly file: string;
  /** A revision whose content is asked about; null: the work tree. */
  readonly revision: string | null;
  /** What the file is to be taken to hold, in place of what the work tree has. Not given: that. */
  readonly contents?: Buffer;
  readonly minEvidence: Evidence;
  /** Also a file that is over 4 MB. Not given: it is refused. */
  readonly force?: boolean;
  /** Only edits of these agents are named; the lines of others are what they would be without them. Not given: of all. */
  readonly agents?: readonly string[];
  /** Only these lines; none: all. */
  readonly ranges: readonly LineSpan[];
  readonly place: Place;
  /** Not given: every change counts, but for what the configuration says. */
  readonly seeThrough?: SeeThroughRequest;
  /** How far the commits are followed that are told beside the lines. Not given: to the beginning. */
  readonly bounds?: HistoryBounds;
  /** Whether the report also tells what git's own formats need: how the commits were walked, and how long ids are. */
  readonly asGit?: boolean;
  /** A list of commits with the parents that they are to have (`-S`). Not given: their own. */
  readonly graftsFile?: string;
  /** Of commits' texts in git's own formats (`--encoding`). Not given: as configured. */
  readonly encoding?: string;
  /** Whether git notes tell of commits that were made elsewhere. Not given: they do. */
  readonly notes?: boolean;
  /** Whether the answer is sealed with the digest of its evidence. All of that is then read itself, and no index of it. */
  readonly isSealed?: boolean;
}
