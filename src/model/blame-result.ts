import type { Warning } from './diagnostic.js';
import type { EditRecord } from './edit-record.js';
import type { Evidence } from './evidence.js';
import type { EvidenceDigest } from './evidence-digest.js';

/** Where a line of the file comes from (contract, section 1). */
export type Origin = 'agent' | 'commit' | 'preexisting' | 'untraced';

/** The answer of `blame` (contract, section 2). Keys in the order of the JSON. */
export interface BlameResult {
  readonly schema: 'ai-blame/blame@1';
  readonly repository: RepositoryRef;
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  /** null: the work tree; else the full commit id. */
  readonly revision: string | null;
  readonly lines: readonly BlameLine[];
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly commits: Readonly<Record<string, CommitInfo>>;
  readonly summary: BlameSummary;
  readonly warnings: readonly Warning[];
  /** Only where it was wanted. */
  readonly digest?: EvidenceDigest;
}

export interface RepositoryRef {
  readonly root: string;
  /** Commit id of HEAD; null before the first commit. */
  readonly head: string | null;
}

export interface BlameLine {
  /** From 1. */
  readonly line: number;
  /** Without its line end; bytes that are not UTF-8 as U+FFFD. */
  readonly text: string;
  /** Only where `text` could not hold the bytes. */
  readonly textBase64?: string;
  readonly origin: Origin;
  /** Key of `edits`. */
  readonly edit: string | null;
  /** Key of `commits`: the commit that introduced the line, once there is one. */
  readonly commit: string | null;
}

export interface CommitInfo {
  readonly author: string;
  readonly email: string;
  /** Author's time, ISO 8601 UTC. */
  readonly time: string;
  readonly summary: string;
}

export interface BlameSummary {
  readonly lines: number;
  readonly agent: number;
  readonly commit: number;
  readonly preexisting: number;
  readonly untraced: number;
  /** Lines of agents by model; an unknown model counts under `unknown`. */
  readonly byModel: Readonly<Record<string, number>>;
  readonly byAgent: Readonly<Record<string, number>>;
  readonly byEvidence: Readonly<Partial<Record<Evidence, number>>>;
}

/** What the porcelain formats need beside the JSON: git's own details of each line (formats/interop.md, section 4). */
export interface LineCommit {
  /** Full id; null: not committed. */
  readonly commit: string | null;
  /** Path and line (from 1) in that commit. */
  readonly path: string;
  readonly line: number;
  /** A commit that was looked through had changed it. Not given: no. */
  readonly ignored?: true;
  /** It is told with a commit that was to be looked through. Not given: no. */
  readonly unblamable?: true;
  /** A CR stands before its LF, as git stores it. Not given: none. */
  readonly cr?: true;
}

export interface CommitDetails extends CommitInfo {
  readonly authorTime: number;
  readonly authorZone: string;
  readonly committer: string;
  readonly committerEmail: string;
  readonly committerTime: number;
  readonly committerZone: string;
  /** Of each path that lines have in the commit (`of`) the commit and path that the blame went on to; not where the file begins. */
  readonly previous: readonly { readonly of: string; readonly commit: string; readonly path: string }[];
  readonly boundary: boolean;
  /** Not given: as above. */
  readonly inGitsWords?: GitsWords;
}

/** A commit's texts as git's own formats tell them: in the encoding that was asked for; bytes that are not UTF-8 as in `textOfBytes`. */
export interface GitsWords {
  readonly author: string;
  readonly email: string;
  readonly committer: string;
  readonly committerEmail: string;
  readonly summary: string;
}

/** How the commits were walked, as git's formats tell it. */
export interface CommitWalk {
  /** Runs of lines in the order in which they were found: the first one, 0-based in the file, and their number. */
  readonly found: readonly (readonly [number, number])[];
  readonly cost: { readonly blobs: number; readonly patches: number; readonly commits: number };
}

/** What the repository's configuration of git says of how blame looks. */
export interface GitSettings {
  readonly showEmail: boolean;
  /** As `--date`; null: not set. */
  readonly date: string | null;
  readonly blankBoundary: boolean;
  readonly markIgnored: boolean;
  readonly markUnblamable: boolean;
  /** What colours tell: lines that repeat the one before, or ages. */
  readonly coloring: 'lines' | 'age' | null;
  /** A colour as git writes it; null: not set. */
  readonly repeatedLines: string | null;
  /** Colours and dates in turn; null: not set. */
  readonly highlightRecent: string | null;
}

/** The whole of what `blame` found; renderers print parts of it. */
export interface BlameReport {
  readonly result: BlameResult;
  /** One for each of `result.lines`, same order. */
  readonly lineCommits: readonly LineCommit[];
  readonly details: ReadonlyMap<string, CommitDetails>;
  readonly settings: GitSettings;
  /** Only where what git's own formats need was wanted. */
  readonly walk?: CommitWalk;
  /** As many digits of ids as git shows; only as `walk`. */
  readonly digits?: number;
}

/** The answer of `edits`. */
export interface EditsResult {
  readonly schema: 'ai-blame/edits@1';
  readonly repository: RepositoryRef;
  readonly edits: readonly EditRecord[];
  /** How many older ones are left out, where their number was limited. */
  readonly truncated?: number;
  readonly warnings: readonly Warning[];
}
