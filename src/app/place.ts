/** Where a question is asked, and where its evidence lies. */
export interface Place {
  /** Absolute: the directory that relative paths start from. */
  readonly directory: string;
  readonly homes: AgentHomes;
  /** Folders where this repository lay when sessions ran. */
  readonly movedFrom: readonly string[];
  /** Whether private homes of programs that run agents (Codex Autorunner) count too. */
  readonly car?: boolean;
  /** The index to read traces by; not given: the traces are read themselves. */
  readonly index?: IndexChoice;
}

/** An index of the person's, absolute; null: the usual one. */
interface IndexChoice {
  readonly file: string | null;
}

/** Homes named explicitly, by agent; none, or an empty list, stands for the agent's own rule. */
interface AgentHomes {
  readonly [agent: string]: readonly string[];
}
