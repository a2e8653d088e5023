import type { RepositoryRef } from './blame-result.js';
import type { Warning } from './diagnostic.js';
import type { EditRecord } from './edit-record.js';
import type { HistoryFactType } from './history-fact.js';
import type { JsonValue } from './json-value.js';
import type { AnswerOrigin, SessionEntry } from './session-list.js';

/** What was said and done in one session, turn by turn. */
export interface TranscriptResult {
  readonly schema: 'ai-blame/transcript@1';
  readonly origin: AnswerOrigin;
  readonly session: SessionEntry;
  /** The one through which edits got their ids; null: the session worked in none that is still there. */
  readonly repository: RepositoryRef | null;
  /** Whether known forms of secrets were taken out of texts. */
  readonly redacted: boolean;
  /** How many secrets `[redacted]` stands for in texts, also where these are then folded. */
  readonly secretsReplaced: number;
  /** How many turns the session has, also where only some were asked for. */
  readonly totalTurns: number;
  readonly turns: readonly TranscriptTurn[];
  /** Those that turns and entries name. */
  readonly edits: Readonly<Record<string, EditRecord>>;
  readonly warnings: readonly Warning[];
}

export interface TranscriptTurn {
  /** From 1; null: what stands before the first message of a person. */
  readonly index: number | null;
  readonly id: string | null;
  /** ISO 8601 UTC, or null. */
  readonly startedAt: string | null;
  /** `open`: nothing tells that it ended. */
  readonly status: 'completed' | 'aborted' | 'failed' | 'open';
  readonly entries: readonly TranscriptEntry[];
  /** Ids of edits of the turn of which no entry tells the call. */
  readonly edits: readonly string[];
}

export type TranscriptEntry = {
  /** Number of the record that tells it, from 1. */
  readonly record: number;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  readonly model: string | null;
} & (
  | { readonly kind: 'message' | 'answer' | 'reasoning'; readonly text: string }
  | ({
      readonly kind: 'call';
      readonly call: string | null;
      readonly tool: string;
      /** Whether `text` is what a shell ran; else it is what the tool was given, laid out. */
      readonly isCommand: boolean;
      /** What the tool was given; null also where it is folded. */
      readonly input: JsonValue;
      /** Ids of its edits, where no result tells them. */
      readonly edits: readonly string[];
    } & FoldedText)
  | ({
      readonly kind: 'result';
      readonly call: string | null;
      /** Of the call; null: nothing tells it. */
      readonly tool: string | null;
      /** `completed`, `failed`, `rejected`, `aborted`, `partial`, `staged`, `unknown`. */
      readonly status: string;
      readonly exitCode: number | null;
      readonly edits: readonly string[];
    } & FoldedText)
  | {
      readonly kind: 'notice';
      readonly type: HistoryFactType;
      readonly data: { readonly [name: string]: JsonValue };
    }
);

/** The beginning of a text, or all of it. */
export interface FoldedText {
  readonly text: string;
  /** Lines of the whole text. */
  readonly lines: number;
  /** Lines of it that are left out, or shown in part. */
  readonly folded: number;
}
