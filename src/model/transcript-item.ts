import type { HistoryFactType } from './history-fact.js';
import type { JsonValue } from './json-value.js';

/** One thing that was said or done in a session, as a trace tells it: texts whole, as recorded, secrets included. */
export type TranscriptItem = {
  /** Number of the record that tells it, from 1 (as `TracePointer.line`). */
  readonly record: number;
  /** ISO 8601 UTC of the record, or null. */
  readonly time: string | null;
  /** Number of the person's turn within the session, from 1; null before the first one. */
  readonly turn: number | null;
  /** In force; null: unknown. */
  readonly model: string | null;
} & (
  | { readonly kind: 'message' | 'answer' | 'reasoning'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly callId: string | null;
      readonly tool: string;
      /** What a shell ran, whole; null: the call was none of a shell. */
      readonly command: string | null;
      /** All that the tool was given, as recorded: any JSON. */
      readonly input: unknown;
    }
  | {
      readonly kind: 'result';
      readonly callId: string | null;
      /** In the words of a history: `completed`, `failed`, `rejected`, … */
      readonly status: string;
      readonly exitCode: number | null;
      /** What the model was told; null: nothing was recorded. */
      readonly output: string | null;
      /** As that of the call, where it is told with the result, or told better; else null. */
      readonly input: unknown;
    }
  /** Something else that a history tells: its type and data are those of the fact. */
  | {
      readonly kind: 'notice';
      readonly type: HistoryFactType;
      readonly data: { readonly [name: string]: JsonValue };
    }
);

export type TranscriptVisitor = (item: TranscriptItem) => void;
