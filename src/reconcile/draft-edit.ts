import type { Oid } from '../git/git-objects.js';
import type { CommandEvent, FileChangeEvent } from '../model/agent-event.js';
import type { Caveat, EditAction } from '../model/edit-record.js';
import type { Evidence } from '../model/evidence.js';

/** Content of a file: its bytes, null where it does not exist, undefined where it is not known. */
export type Content = Buffer | null | undefined;

/** An edit while its chain is being built. */
export interface DraftEdit {
  /** What it is known from: a recorded change, or the command that stands for what only snapshots show. */
  readonly event: FileChangeEvent | CommandEvent;
  /** Place among the edits of this file that the same record stands for, from 0. */
  readonly place: number;
  readonly path: string;
  readonly previousPath: string | null;
  action: EditAction;
  evidence: Evidence;
  /** ISO 8601 UTC, or null. */
  timestamp: string | null;
  /** With what the text of a command names the file: `sed -i`, `heredoc`; null: it does not, or a recorded change tells it. */
  readonly means: string | null;
  /** Whether the call of `event` is known to be the one that made it. */
  readonly callIsKnown: boolean;
  /** git's blob ids of the content before and after; null where there is none or it is not known. */
  before: Oid | null;
  after: Oid | null;
  /** Commit ids of the snapshots that saw the file last before it and first after it. */
  snapshotBefore: Oid | null;
  snapshotAfter: Oid | null;
  added: number;
  removed: number;
  readonly caveats: Caveat[];
}

/** What made one version of a file out of the one before. The weave's origin numbers are places in a list of these. */
export type Step =
  /** The content as first seen. */
  | { readonly kind: 'base' }
  | { readonly kind: 'agent'; readonly edit: DraftEdit }
  /** Nobody that a trace knows. */
  | { readonly kind: 'untraced' }
  /** git brought it (checkout, pull …) or it stood in a commit when nothing in the traces explains it. */
  | { readonly kind: 'git'; readonly commit: Oid };
