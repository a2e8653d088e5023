import type { NumberedLines } from '../../diff/numbered-lines.js';
import type { Commit, Oid } from '../../git/git-objects.js';
import { type LineRuns, mergeRuns } from './line-runs.js';

/** A file as one commit has it, while lines may come from there. */
export class Suspect {
  /** Null for content that no commit has. */
  readonly commit: Commit | null;
  readonly path: string;
  /** Null for content that no commit has. */
  readonly blob: Oid | null;
  readonly mode: number;
  runs: LineRuns = [];
  /** Its lines, as long as they are needed. */
  lines: NumberedLines | null = null;
  /** The version that the file had in the first parent that has it. */
  previous: Suspect | null = null;
  /** It is the blamed file, and was not compared yet. */
  isFinal = false;

  constructor(commit: Commit | null, path: string, blob: Oid | null, mode: number) {
    this.commit = commit;
    this.path = path;
    this.blob = blob;
    this.mode = mode;
  }

  /** Of a version that has the very same content. */
  takeLinesOf(other: Suspect): void {
    if (this.lines !== null) return;
    this.lines = other.lines;
    this.isFinal = other.isFinal;
  }

  add(runs: LineRuns): void {
    this.runs = mergeRuns(this.runs, runs);
  }
}
