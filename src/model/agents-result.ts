import type { Warning } from './diagnostic.js';
import type { Evidence } from './evidence.js';

/** The answer of `doctor --agents`. Keys in the order of the JSON. */
export interface AgentsResult {
  readonly schema: 'ai-blame/agents@1';
  readonly agents: readonly AgentDescription[];
  readonly warnings: readonly Warning[];
}

/** What the traces of an agent can tell; in words of `doctor --agents`. */
export interface AgentCapabilities {
  /** The product's name, as it is written: `Claude Code`. */
  readonly name: string;
  /** The best evidence that an edit can have, and on what it rests; one sentence each, the strongest first. */
  readonly evidence: readonly { readonly level: Evidence; readonly by: string }[];
  readonly snapshots: boolean;
  readonly reads: boolean;
  readonly commands: boolean;
  readonly modelPerEdit: boolean;
  /** How long traces last; a sentence. */
  readonly kept: string;
  /** What they never tell; sentences. */
  readonly gaps: readonly string[];
}

/** What the traces of one agent can tell, and where they were looked for. */
export interface AgentDescription extends AgentCapabilities {
  /** As in the contract: `codex`, … */
  readonly agent: string;
  /** Absolute, in the order in which they are looked at. */
  readonly homes: readonly { readonly path: string; readonly exists: boolean; readonly traces: number }[];
}
