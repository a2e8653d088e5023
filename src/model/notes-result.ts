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
  /** Those that have a note or a record which can be read, or a trailer that tells of an agent. */
  readonly commits: readonly string[];
  /** Lines that a note or a record attests, or that a trace proves to be an agent's and the commit introduced. */
  readonly lines: number;
  readonly agreed: number;
  /** Trailers that tell of agents. */
  readonly trailers: readonly ComparedTrailer[];
  readonly disagreements: readonly Disagreement[];
  readonly warnings: readonly Warning[];
}

/** A trailer of a commit's message: a hint about all of it, and no proof for a line. */
export interface ComparedTrailer {
  readonly commit: string;
  /** Of the message, from 1. */
  readonly line: number;
  readonly text: string;
  /** null: some agent, it does not tell which. */
  readonly agent: string | null;
  /** Of the commit's own lines, those that a trace shows to be the agent's; 0: they disagree. */
  readonly lines: number;
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
   * The same of records. `only-in-trailer`: a trailer tells of an agent, and no trace here shows any of the commit's lines to be its.
   */
  readonly kind:
    | 'only-here'
    | 'only-in-note'
    | 'person-in-note'
    | 'other-session'
    | 'other-model'
    | 'no-such-line'
    | 'only-in-trailer';
  /** Who disagrees: a git note, an imported record of Agent Trace, or a trailer of the commit's message. */
  readonly by: 'note' | 'record' | 'trailer';
  /** Which one: the id of the note's text, the record's file, the trailer and its line. */
  readonly proof: string;
  /** The edit that a trace shows; `trace` as in edit records. */
  readonly here: {
    readonly agent: string;
    readonly model: string | null;
    readonly session: string;
    readonly edit: string;
    readonly evidence: Evidence;
    readonly trace: { readonly path: string; readonly line: number };
  } | null;
  /** What the note says, and in which of its lines; of a record, in which of the file's conversations; null of a trailer. */
  readonly note: ({ readonly line: number } & Omit<ShownEntry, 'lines'>) | null;
}
