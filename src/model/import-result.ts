import type { Warning } from './diagnostic.js';

/** The answer of `import`. Keys in the order of the JSON. */
export interface ImportResult {
  readonly schema: 'ai-blame/import@1';
  /** As the command line names it. */
  readonly agent: string;
  /** What was taken in, absolute. */
  readonly file: string;
  /** Where it is kept, absolute. */
  readonly folder: string;
  /** In the order in which the file names them. */
  readonly sessions: readonly ImportedSession[];
  /** Of Agent Trace, in the order of the file. */
  readonly records: readonly ImportedRecord[];
  readonly warnings: readonly Warning[];
}

export interface ImportedSession {
  /** As of its edits. */
  readonly agent: string;
  readonly id: string;
  /** Within the folder. */
  readonly path: string;
  /** Messages that are about it. */
  readonly records: number;
  /** `grown`: more of it was kept than before. `unchanged`: all of it was kept already. */
  readonly status: 'written' | 'grown' | 'unchanged';
}

export interface ImportedRecord {
  readonly id: string;
  /** The commit that its lines are of. */
  readonly revision: string;
  /** The program that it says wrote it; null where it does not. */
  readonly writer: string | null;
  /** Lines that it attributes to agents. */
  readonly lines: number;
  /** Within the folder. */
  readonly path: string;
  readonly status: ImportedSession['status'];
}
