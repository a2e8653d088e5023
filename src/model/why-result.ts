import type { CommitInfo, Origin, RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { EditRecord } from './edit-record.js';

/** The answer of `why`. Keys in the order of the JSON. */
export interface WhyResult {
  readonly schema: 'ai-blame/why@1';
  readonly repository: RepositoryRef;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** null: the work tree; else the full commit id. */
  readonly revision: string | null;
  /** From 1. */
  readonly line: number;
  /** As in the JSON of `blame`, also `textBase64`, `origin`, `edit` and `commit`. */
  readonly text: string;
  readonly textBase64?: string;
  readonly origin: Origin;
  readonly edit: string | null;
  readonly commit: string | null;
  /** Each station of the line's life, the newest first. */
  readonly life: readonly LifeStation[];
  /** What ended the search for an agent; null where one wrote the line. */
  readonly ended: SearchEnd | null;
  /** The records of the edits, and of the commits, that the line or its life names. */
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly commits: Readonly<Record<string, CommitInfo>>;
  /** By edit of `edits`: what its agent is recorded to have looked at in that turn before, in order. */
  readonly looks: Readonly<Record<string, readonly LookedAt[]>>;
  readonly warnings: readonly Warning[];
}

/** A file that an agent looked at before it made an edit. */
export interface LookedAt {
  /** Relative to the root where it lies in the repository; else as recorded. */
  readonly path: string;
  /** From 1, both included; null: all of them, or not told. */
  readonly lines: { readonly first: number; readonly last: number } | null;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  readonly tool: string;
}

export interface LifeStation {
  /**
   * `writer`, `mover`, `restorer` (brought back what had been there), `line-end` (changed nothing else), or `renamer` (gave the
   * whole file another name).
   */
  readonly role: 'writer' | 'mover' | 'restorer' | 'line-end' | 'renamer';
  /** Of a renamer: the file's names before and after. */
  readonly renamed?: { readonly from: string; readonly to: string };
  /** Who did it, in the words of `blame`. */
  readonly origin: Origin;
  /** ISO 8601 UTC: the edit's, else the commit's; null where neither tells. */
  readonly time: string | null;
  /** The line as it was then. */
  readonly text: string;
  readonly textBase64?: string;
  /** Key of `edits`. */
  readonly edit: string | null;
  /** Key of `commits`: the commit that introduced the line as it was then. */
  readonly commit: string | null;
}

export interface SearchEnd {
  readonly code: SearchEndCode;
  /** A sentence without its period. */
  readonly message: string;
  /** Ids of snapshots, of a commit, of sessions and turns, or the place of a record: what the code is about. */
  readonly subjects: readonly string[];
}

export type SearchEndCode =
  /** No session of an agent belongs to the repository. */
  | 'no_session'
  /** Snapshots that would tell are not stored any more. */
  | 'snapshot_lost'
  /** A recorded change holds the text, but fits no content that is known, or nothing confirms it. */
  | 'patch_not_matched'
  /** Nobody that the traces know can have written it. */
  | 'changed_between_turns'
  /** Several turns can have written it. */
  | 'undecided'
  /** An agent wrote it that is not asked about. */
  | 'other_agent'
  /** It was there before the first trace that tells of the file. */
  | 'older_than_traces'
  /** git brought it. */
  | 'came_with_commit';
