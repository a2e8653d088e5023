import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';

/** The answer of `notes write`. Keys in the order of the JSON. */
export interface NotesWriteResult {
  readonly schema: 'ai-blame/notes-write@1';
  readonly repository: RepositoryRef;
  /** Full name. */
  readonly ref: string;
  /** Nothing was written: the rest tells what would be. */
  readonly dryRun: boolean;
  /** The commit that the ref held before, and holds now; null: there is no such ref. */
  readonly before: string | null;
  readonly after: string | null;
  /** In the order of the commits. */
  readonly written: readonly WrittenNote[];
  /** Commits whose notes hold all of it already. */
  readonly unchanged: readonly string[];
  /** Commits that no trace explains a line of. */
  readonly unexplained: readonly string[];
  /** Commits whose notes were left as they are, or that nothing can be told of. */
  readonly left: readonly LeftNote[];
  readonly warnings: readonly Warning[];
}

export interface WrittenNote {
  readonly commit: string;
  /** Id of the note's text. */
  readonly blob: string;
  readonly action: 'created' | 'merged';
  readonly files: number;
  /** Lines that the note attests now and did not before. */
  readonly lines: number;
}

/**
 * `foreign`: another program wrote the note, and merging was not asked. `other-schema`, `malformed`: it cannot be read. `shallow`:
 * which lines are the commit's own is not known.
 */
type LeftReason = 'foreign' | 'other-schema' | 'malformed' | 'shallow';

export interface LeftNote {
  readonly commit: string;
  readonly reason: LeftReason;
  readonly message: string;
}

/** The answer of `notes show`. Keys in the order of the JSON. */
export interface NotesShowResult {
  readonly schema: 'ai-blame/notes-show@1';
  readonly repository: RepositoryRef;
  readonly ref: string;
  readonly commit: string;
  /** null: the commit has none. */
  readonly note: ShownNote | null;
  readonly warnings: readonly Warning[];
}

export interface ShownNote {
  readonly blob: string;
  /** The program that it says wrote it. */
  readonly writer: string | null;
  readonly files: readonly { readonly path: string; readonly entries: readonly ShownEntry[] }[];
}

export interface ShownEntry {
  readonly key: string;
  /** `unknown`: the note does not say what the key stands for. */
  readonly kind: 'agent' | 'human' | 'unknown';
  /** As the note names it: `codex`, `claude`, … */
  readonly tool: string | null;
  readonly model: string | null;
  readonly session: string | null;
  readonly author: string | null;
  /** First and last line, from 1, as they are written. */
  readonly lines: readonly (readonly [number, number])[];
}
