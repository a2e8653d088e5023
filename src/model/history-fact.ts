import type { JsonValue } from './json-value.js';

/** Kinds of facts of a run's history (formats/run-history.md, 4). */
export type HistoryFactType =
  | 'run_started'
  | 'step_started'
  | 'step_completed'
  | 'step_failed'
  | 'user_message'
  | 'agent_message_complete'
  | 'tool_call'
  | 'tool_result'
  | 'file_edit'
  | 'diff_updated'
  | 'snapshot_taken'
  | 'plan_updated'
  | 'token_usage'
  | 'approval_requested'
  | 'context_compacted'
  | 'thread_rolled_back'
  | 'run_finished';

/** One thing that happened in a session. Holds no content of files and no output of tools; texts of 200 characters at most. */
export interface HistoryFact {
  /** Number of the record that tells it, from 1 (as `TracePointer.line`). */
  readonly ordinal: number;
  /** Place among the facts of that record, from 0. */
  readonly n: number;
  readonly type: HistoryFactType;
  /** ISO 8601 UTC of the record, or null. */
  readonly time: string | null;
  /** The agent's id of the turn, where it has one. */
  readonly turnId: string | null;
  /** Number of the person's turn within the session, from 1; null before the first one. */
  readonly turn: number | null;
  /** Keys in a fixed order. */
  readonly data: { readonly [name: string]: JsonValue };
}

/** What kind of thing a call does, in the words of an app server's items. */
export type ItemType = 'commandExecution' | 'fileChange' | 'mcpToolCall' | 'webSearch' | 'dynamicToolCall';

/** What a fact leaves out, for those who ask while the trace is read. Never kept. Texts as recorded, secrets included. */
export interface FactDetail {
  /** Of a message: all of it; of a turn that failed: what the error said. Of a call: the whole command; not given where it is none. */
  readonly text?: string;
  /** Of a call: what kind it is, and where it runs: absolute as recorded, null where that is not known. */
  readonly item?: ItemType;
  readonly cwd?: string | null;
  /** Of a message of the person: a record tells when its turn ends; without one the turn is under way, or was cut off. */
  readonly isTask?: boolean;
}

export type FactVisitor = (fact: HistoryFact, detail?: FactDetail) => void;

/** What the model told of its thoughts: no fact of a history. `detail.text` has it. */
export type ReasoningFact = Omit<HistoryFact, 'type'> & { readonly type: 'reasoning' };

/**
 * What a transcript shows beside facts and their details, as recorded, secrets included. It may be asked for only while the visitor is
 * called with it, and is made only then.
 */
export interface WholeTexts {
  /** In force. */
  readonly model: string | null;
  /** Of a call, or its result: all that the tool was given; null: not told (there). */
  readonly input?: () => unknown;
  /** Of a result: what the model was told; null: nothing was recorded. */
  readonly output?: () => string | null;
}

/** Is told all that a reading of a trace comes upon: facts of the history, and what only a transcript shows. */
export type TellVisitor = (fact: HistoryFact | ReasoningFact, detail?: FactDetail, whole?: WholeTexts) => void;
