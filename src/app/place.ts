/** Where a question is asked, and where its evidence lies. */
export interface Place {
  /** Absolute: the directory that relative paths start from. */
  readonly directory: string;
  readonly homes: AgentHomes;
  /** Folders where this repository lay when sessions ran. */
  readonly movedFrom: readonly string[];
}

/** Homes named explicitly, by agent; an empty list stands for the agent's own rule. */
interface AgentHomes {
  readonly codex: readonly string[];
}
