import type { Oid } from '../git/git-objects.js';
import type { SnapshotEntry } from './timeline.js';

/** How a window ends: what the file is seen to be, and by what; `sight`: by an agent that looked at it. */
export interface Bound {
  readonly kind: 'snapshot' | 'sight' | 'commit' | 'final';
  readonly content: Buffer | null;
  /** Blob id where `content` comes from git. */
  readonly blob: Oid | null;
  readonly snapshot: SnapshotEntry | null;
  readonly commit: Oid | null;
  readonly path: string;
  /** Index of the timeline's entry; their number for the end. */
  readonly at: number;
}
