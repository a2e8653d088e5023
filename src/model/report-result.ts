import type { Origin } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { Evidence } from './evidence.js';
import type { EvidenceDigest } from './evidence-digest.js';

/** The answer of `report`. Keys in the order of the JSON. Every line counts as `blame` tells it of its side. */
export interface ReportResult {
  readonly schema: 'ai-blame/report@1';
  readonly repository: ReportedRepository;
  readonly comparison: Comparison;
  readonly minEvidence: Evidence;
  /** Lines that the new side has more. */
  readonly added: LineTally;
  /** Lines that the old side has more, by who had written them. */
  readonly deleted: LineTally;
  /** Sorted by path. */
  readonly files: readonly ReportedFile[];
  /** Files that changed and were not to be counted. */
  readonly excluded: readonly { readonly path: string; readonly reason: ExclusionReason }[];
  /** Files that changed, and whose lines cannot be told. */
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  readonly policy: Policy;
  /** What was asked of the sessions that wrote the lines: only where that was wanted. */
  readonly prompts: readonly ReportedPrompt[];
  /** How many secrets were taken out: `[redacted]` stands in their place. */
  readonly redacted: number;
  readonly warnings: readonly Warning[];
  /** Only where it was wanted. */
  readonly digest?: EvidenceDigest;
}

export type ExclusionReason = 'option' | 'configuration' | 'generated' | 'vendored' | 'lock-file';
export type SkipReason = 'binary' | 'unreadable' | 'unmerged' | 'name-not-utf-8';

interface ReportedRepository {
  /** Name of its folder. */
  readonly name: string;
  /** Absolute; null where it was not wanted: it tells of the machine. */
  readonly root: string | null;
  /** Commit id of HEAD; null before the first commit. */
  readonly head: string | null;
}

/** `files`: all lines that files of the work tree hold; nothing is compared. */
type ComparisonKind = 'staged' | 'worktree' | 'commit' | 'range' | 'files';

export interface Comparison {
  readonly kind: ComparisonKind;
  /** The commit of the old side, and the name that was given for it; null: nothing was there before. */
  readonly base: NamedCommit | null;
  /** The commit of the new side; null: the index, or the work tree. */
  readonly target: NamedCommit | null;
  /** What it was limited to, relative to the root; none: everything. */
  readonly paths: readonly string[];
}

interface NamedCommit {
  readonly revision: string;
  readonly commit: string;
}

/** Lines in sums. Lists: most lines first, then by name. */
export interface LineTally {
  readonly lines: number;
  readonly origins: Readonly<Record<Origin, number>>;
  /** Of `lines`, in per cents with one digit after the point; the four add up to 100, or are all 0 where there is no line. */
  readonly percent: Readonly<Record<Origin, number>>;
  /** Of the agents' lines. */
  readonly evidence: Readonly<Record<Evidence, number>>;
  /** Of the agents' lines, those that a git note tells of, and no trace here. */
  readonly byNote: number;
  /** Of the agents' lines, those that an imported record of Agent Trace tells of; not there where there are none. */
  readonly byRecord?: number;
  readonly agents: readonly { readonly agent: string; readonly lines: number }[];
  /** `model` null: no record tells it. */
  readonly models: readonly { readonly agent: string; readonly model: string | null; readonly lines: number }[];
  readonly sessions: readonly { readonly agent: string; readonly session: string; readonly lines: number }[];
}

export interface ReportedFile {
  /** On the new side; of a deleted file its last name. */
  readonly path: string;
  /** On the old side, where that is another. */
  readonly previousPath: string | null;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  readonly added: LineTally;
  readonly deleted: LineTally;
  /** Runs of lines that are alike in all that is told of them, ascending: first the added ones, then the deleted ones. */
  readonly spans: readonly LineSpan[];
}

/** Lines from 1, inclusive, of the new side for `added`, else of the old one. */
export interface LineSpan {
  readonly change: 'added' | 'deleted';
  readonly start: number;
  readonly end: number;
  readonly origin: Origin;
  /** These are null but for an agent's lines. */
  readonly agent: string | null;
  readonly model: string | null;
  readonly session: string | null;
  readonly evidence: Evidence | null;
  readonly edit: string | null;
  /** Whether a git note tells of it, and no trace here. */
  readonly byNote: boolean;
  /** Only where an imported record of Agent Trace tells of them. */
  readonly byRecord?: true;
}

export interface Policy {
  readonly passed: boolean;
  readonly conditions: readonly CheckedCondition[];
}

export interface CheckedCondition {
  /** As it was written. */
  readonly condition: string;
  readonly source: 'option' | 'configuration';
  /** Whether what it forbids is so. */
  readonly failed: boolean;
  /** What was found, as a sentence. */
  readonly sentence: string;
  /** Files that it found it in, sorted; none where it holds. */
  readonly files: readonly string[];
}

export interface ReportedPrompt {
  readonly agent: string;
  readonly session: string;
  /** Number of the turn, from 1. */
  readonly turn: number;
  /** First line, 120 characters at most, without what looks like a secret. */
  readonly prompt: string;
}
