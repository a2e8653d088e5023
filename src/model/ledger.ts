/** How a turn, or a step of it, came out (formats/ledger.md, 3). */
export const LEDGER_STATUSES = ['completed', 'pending', 'failed'] as const;
export type LedgerStatus = (typeof LEDGER_STATUSES)[number];

export const LEDGER_KINDS = ['user_message', 'assistant_message', 'action_card'] as const;
type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One thing that the agent did in a turn. */
export interface LedgerCard {
  /** As `item/completed`. */
  readonly method: string;
  readonly title: string;
  readonly text: string;
  /** ISO 8601 UTC in whole seconds. */
  readonly timestamp: string;
  readonly status: LedgerStatus;
}

/** From one message of the person to the next. */
export interface LedgerTurn {
  /** UUID, uppercase. */
  readonly turnID: string;
  /** ISO 8601 UTC in whole seconds. */
  readonly timestamp: string;
  readonly status: LedgerStatus;
  readonly userText: string;
  readonly assistantText: string;
  readonly cards: readonly LedgerCard[];
}

/** One line of a ledger, schema version 1. */
export interface LedgerEntry {
  readonly kind: LedgerKind;
  /** On cards only. */
  readonly method?: string;
  /** From 1. */
  readonly sequence: number;
  readonly status: LedgerStatus;
  /** Not given where texts were left out. */
  readonly text?: string;
  readonly timestamp: string;
  readonly title?: string;
  readonly turnID: string;
}

/** What stands around the entries. */
export interface LedgerHead {
  readonly generatedAt: string;
  readonly projectPath: string;
  /** UUID, uppercase. */
  readonly threadID: string;
}

/** What a ledger's file came to. */
export interface LedgerSums {
  readonly entryCount: number;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** The same of the entries and the thread's id alone: it stays where the project moves. */
  readonly contentSha256: string;
}

/** What a ledger was made from. */
export interface LedgerSource {
  /** The agent's id, or `archive` for a transcript of another program's. */
  readonly agent: string;
  /** Relative to the agent's home, or to the project; with `/`. */
  readonly path: string;
  /** Of the file; of what is told, where a session has no file of its own. */
  readonly bytes: number;
  readonly sha256: string;
}
