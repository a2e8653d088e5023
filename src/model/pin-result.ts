import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';

/** The answer of `pin` and `unpin`. Keys in the order of the JSON. */
export interface PinResult {
  readonly schema: 'ai-blame/pin@1';
  readonly repository: RepositoryRef;
  readonly action: 'pin' | 'unpin';
  /** Nothing was written or deleted: `refs` tells what would be. */
  readonly dryRun: boolean;
  /** Refs that were written, or deleted. `pin`: in order of time; `unpin`: by name. */
  readonly refs: readonly PinnedRef[];
  /** Snapshots that were pinned already. */
  readonly unchanged: number;
  /** Ids of snapshots that are not stored any more, or only in part: they cannot be kept. */
  readonly lost: readonly string[];
  readonly warnings: readonly Warning[];
}

export interface PinnedRef {
  /** Full name. */
  readonly ref: string;
  readonly commit: string;
  /** The session and the number of the turn that the snapshot is of; null where no record names it, and for `unpin`, which reads none. */
  readonly session: string | null;
  readonly turn: number | null;
  /** When the snapshot was taken: ISO 8601 UTC, or null. */
  readonly time: string | null;
}
