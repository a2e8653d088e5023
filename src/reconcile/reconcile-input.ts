import type { Repository } from '../git/repository.js';
import type { SnapshotView } from './snapshot-view.js';
import type { TimelineEntry } from './timeline.js';
import type { TraceTexts } from './trace-texts.js';

/** One file, and all that is known of it. */
export interface ReconcileInput {
  readonly entries: readonly TimelineEntry[];
  readonly repository: Repository;
  readonly view: SnapshotView;
  readonly texts: TraceTexts;
  /** The file's name now, relative to the root. */
  readonly path: string;
  /** What it holds now, in the form that git stores; null: it does not exist. */
  readonly content: Buffer | null;
  /**
   * Where `path` and `content` are from: the work tree that the entries tell of; a `revision` of it; or `elsewhere`, where they
   * came by commits only, so that what the traces do not tell is nobody's.
   */
  readonly where?: 'work-tree' | 'revision' | 'elsewhere';
  /** `elsewhere`: when the commit was made that introduced a line (from 0) of `content`, in seconds since 1970; null: none did. */
  readonly committedAt?: (line: number) => number | null;
}
