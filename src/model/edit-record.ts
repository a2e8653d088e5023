import type { Evidence } from './evidence.js';

export type EditAction = 'create' | 'modify' | 'delete' | 'rename';

/** One change of one file, as printed (contract, section 3). The order of the keys is the order in JSON. */
export interface EditRecord {
  /** First 12 hex digits of a SHA-256 over agent, session, trace record, path and place: see `reconcile/edit-id.ts`. */
  readonly id: string;
  readonly agent: string;
  readonly agentVersion: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly session: string;
  readonly parentSession: string | null;
  readonly turn: EditTurn | null;
  /** ISO 8601 UTC; null where the trace has no time. */
  readonly timestamp: string | null;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly previousPath: string | null;
  readonly action: EditAction;
  readonly evidence: Evidence;
  readonly tool: string | null;
  readonly call: string | null;
  readonly snapshots: { readonly before: string | null; readonly after: string | null };
  readonly added: number;
  readonly removed: number;
  /** git's blob ids of the whole contents; null where the content is not known (or the file does not exist). */
  readonly before: { readonly blob: string | null };
  readonly after: { readonly blob: string | null };
  readonly caveats: readonly Caveat[];
  /** Of what a git note tells: the note's ref and the line in it; of an imported record: its file, below the folder of all. */
  readonly trace: { readonly path: string; readonly line: number };
  /** Only where a git note tells of the edit, and no trace. */
  readonly note?: EditNote;
  /** Only where an imported record of Agent Trace tells of the edit, and neither a trace nor a note. */
  readonly record?: EditTraceRecord;
}

/** A record of Agent Trace that names an agent for lines of a commit. */
interface EditTraceRecord {
  readonly id: string;
  readonly commit: string;
  /** The program that it says wrote it; null where it does not. */
  readonly writer: string | null;
  /** ISO 8601 UTC. */
  readonly timestamp: string;
}

/** A git note that names an agent for lines of a commit. */
interface EditNote {
  readonly ref: string;
  /** What it is a note of. */
  readonly commit: string;
  readonly blob: string;
  /** The program that it says wrote it; null where it does not. */
  readonly writer: string | null;
}

interface EditTurn {
  readonly index: number;
  readonly id: string | null;
  readonly startedAt: string | null;
  readonly prompt: string;
}

/** Something that weakens what an edit claims. */
export interface Caveat {
  readonly code: string;
  readonly message: string;
}
