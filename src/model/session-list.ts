import type { Warning } from './diagnostic.js';
import type { SessionGit } from './session.js';

/** Where an answer was read from: the traces themselves, or the index of them. Both give the same. */
export type AnswerOrigin = 'traces' | 'index';

/** One session in a list. */
export interface SessionEntry {
  readonly agent: string;
  readonly id: string;
  /** Its name, else the beginning of the first human text. */
  readonly title: string | null;
  readonly firstMessage: string | null;
  /** ISO 8601 UTC with milliseconds; null where the trace has no usable time. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly archived: boolean;
  /** What it was started from, as recorded: `cli`, `exec`, … */
  readonly source: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly agentVersion: string | null;
  readonly cwd: string | null;
  readonly git: SessionGit | null;
  readonly turns: number;
  readonly tokens: number | null;
  readonly parentSession: string | null;
  readonly forkedFrom: string | null;
  /** `home`: absolute. `path`: relative to it. */
  readonly trace: { readonly home: string; readonly path: string };
}

/** A row of a list: `depth` 0, or in a tree how far below its first ancestor of the page. */
export interface SessionRow extends SessionEntry {
  readonly depth: number;
}

export interface SessionsResult {
  readonly schema: 'ai-blame/sessions@1';
  readonly origin: AnswerOrigin;
  readonly sessions: readonly SessionRow[];
  /** Names where the next page begins; null: this is the last one. */
  readonly nextCursor: string | null;
  readonly summary: {
    /** Sessions that pass the filters, on all pages. */
    readonly matching: number;
    /** Those of them that are left out because no person said anything in them. */
    readonly withoutMessage: number;
  };
  readonly warnings: readonly Warning[];
}

export interface SessionResult {
  readonly schema: 'ai-blame/session@1';
  readonly origin: AnswerOrigin;
  readonly session: SessionEntry;
  /** Ids of the sessions that it spawned, and of those forked from it; sorted. */
  readonly children: readonly string[];
  readonly forks: readonly string[];
  readonly turns: readonly SessionTurn[];
  readonly warnings: readonly Warning[];
}

interface SessionTurn {
  /** From 1. */
  readonly index: number;
  readonly id: string | null;
  /** ISO 8601 UTC, or null. */
  readonly startedAt: string | null;
  /** First line of the person's message, 120 characters at most. */
  readonly prompt: string;
}
