import type { Warning } from './diagnostic.js';

/** Levels from the least to the most serious. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogRecord {
  /** Rises; good only together with the database that it came from. */
  readonly id: number;
  /** ISO 8601 UTC with milliseconds. */
  readonly time: string | null;
  /** As recorded, in small letters. */
  readonly level: string | null;
  readonly target: string | null;
  readonly module: string | null;
  readonly file: string | null;
  readonly line: number | null;
  /** Id of the session that it is about. */
  readonly thread: string | null;
  readonly process: string | null;
  readonly message: string | null;
}

/** Several values of one filter: any of them. Empty: all. Different filters: all of them. */
export interface LogFilter {
  /** null: all levels. */
  readonly level: { readonly is: LogLevel; readonly exactly: boolean } | null;
  /** Milliseconds since 1970, inclusive. */
  readonly from: number | null;
  readonly to: number | null;
  /** Parts of names, as they are. */
  readonly modules: readonly string[];
  readonly files: readonly string[];
  /** Ids of sessions. */
  readonly threads: readonly string[];
  /** Those about no session; together with `threads`: those, too. */
  readonly threadless: boolean;
  /** Part of the message, in any case of letters. */
  readonly search: string | null;
}

export interface LogsResult {
  readonly schema: 'ai-blame/logs@1';
  /** Absolute path of the database. */
  readonly database: string;
  readonly logs: readonly LogRecord[];
  readonly warnings: readonly Warning[];
}
