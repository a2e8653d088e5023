import type { TraceSource } from '../model/session.js';

/** Takes traces in that the agent itself keeps nowhere. */
export interface TraceImporter {
  /** As of the finder that finds them then. */
  readonly id: string;
  /** What it takes in, for the help: `a capture of …`. */
  readonly takes: string;
  /** The folder that they are kept in, absolute. */
  folder(env: {
    readonly home: string;
    readonly variables: Readonly<Record<string, string | undefined>>;
    readonly platform: string;
  }): string;
  /**
   * Takes a file apart: one trace for each session, without what must not be kept.
   * @param name of the agent, where the file does not tell it, or tells another; null: as the file tells.
   * @throws AiBlameError UNREADABLE when the file cannot be read.
   */
  split(source: TraceSource, name: string | null): SplitTraces;
}

export interface SplitTraces {
  readonly traces: readonly ImportedTrace[];
  /** Lines that were passed by: no messages of the protocol. */
  readonly passedBy: number;
}

export interface ImportedTrace {
  readonly session: string;
  /** As of the session: `acp:…`. */
  readonly agent: string;
  /** Name of its file without the ending: the same for the same session. */
  readonly name: string;
  /** Lines, as they are kept. */
  readonly text: string;
  readonly records: number;
}
