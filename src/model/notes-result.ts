import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { Evidence } from './evidence.js';

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
  /** How many secrets were taken out of what notes tell: `[redacted]` stands in their place. */
  readonly redacted: number;
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

/** The answer of `notes compare`. Keys in the order of the JSON. */
export interface NotesCompareResult {
  readonly schema: 'ai-blame/notes-compare@1';
  readonly repository: RepositoryRef;
  readonly ref: string;
  /** Those that have a note which can be read. */
  readonly commits: readonly string[];
  /** Lines that a note attests, or that a trace proves to be an agent's and the commit introduced. */
  readonly lines: number;
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
  readonly warnings: readonly Warning[];
}

/** A run of lines of a commit's file, from 1, both included, with both proofs. */
export interface Disagreement {
  readonly commit: string;
  readonly path: string;
  readonly first: number;
  readonly last: number;
  /**
   * `only-here`: the note attests it to nobody. `only-in-note`: no trace here shows the agent that the note names. `person-in-note`: a
   * trace shows an agent, the note a person. `other-session`, `other-model`: both show agents. `no-such-line`: the file has no such line.
   */
  readonly kind: 'only-here' | 'only-in-note' | 'person-in-note' | 'other-session' | 'other-model' | 'no-such-line';
  /** The edit that a trace shows; `trace` as in edit records. */
  readonly here: {
    readonly agent: string;
    readonly model: string | null;
    readonly session: string;
    readonly edit: string;
    readonly evidence: Evidence;
    readonly trace: { readonly path: string; readonly line: number };
  } | null;
  /** What the note says, and in which of its lines. */
  readonly note: ({ readonly line: number } & Omit<ShownEntry, 'lines'>) | null;
}
