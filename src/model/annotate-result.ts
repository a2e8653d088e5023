import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';

/** The answer of `annotate`. Keys in the order of the JSON. */
export interface AnnotateResult {
  readonly schema: 'ai-blame/annotate@1';
  readonly repository: RepositoryRef;
  /** Nothing was written: the rest tells what would be. */
  readonly dryRun: boolean;
  /** Annotations were taken out, not written. */
  readonly remove: boolean;
  /** Sorted by path. */
  readonly files: readonly AnnotatedFile[];
  /** How many secrets were taken out of what annotations tell: `[redacted]` stands in their place. */
  readonly redacted: number;
  readonly warnings: readonly Warning[];
}

/** `block`: marked lines of comment in the file itself; `sidecar`: a file beside it. */
export type AnnotationForm = 'block' | 'sidecar';

export interface AnnotatedFile {
  readonly path: string;
  /** null: neither was asked for, or there. */
  readonly form: AnnotationForm | null;
  /** What was written or deleted, relative to the root; null: nothing. */
  readonly written: string | null;
  readonly status: 'written' | 'unchanged' | 'removed' | 'left';
  /** Edits that the annotation tells of now. */
  readonly edits: number;
  /** Why it was left alone; null: it was not. */
  readonly reason: LeftAloneReason | null;
}

/**
 * `no-edits`: no trace tells of one. `rule`: a rule of the configuration says none. `excluded`: generated, vendored or a lock file.
 * `no-file`: a link, a folder, or nothing. `damaged`: a marker without the other one, more than one block, or no sidecar of ours.
 * `changed`: it was written to meanwhile. `not-writable`: the disk does not let it be written.
 */
export type LeftAloneReason =
  | 'no-edits'
  | 'rule'
  | 'excluded'
  | 'no-file'
  | 'damaged'
  | 'changed'
  | 'not-writable'
  | 'too-large';
