import type { Warning } from './diagnostic.js';
import type { Evidence } from './evidence.js';

/** The answer of `doctor --agents`. Keys in the order of the JSON. */
export interface AgentsResult {
  readonly schema: 'ai-blame/agents@1';
  readonly agents: readonly AgentDescription[];
  readonly warnings: readonly Warning[];
}

/** What the traces of one agent can tell, and where they were looked for. */
export interface AgentDescription {
  /** As in the contract: `codex`, … */
  readonly agent: string;
  readonly name: string;
  /** The strongest first. */
  readonly evidence: readonly { readonly level: Evidence; readonly by: string }[];
  readonly snapshots: boolean;
  readonly reads: boolean;
  readonly commands: boolean;
  readonly modelPerEdit: boolean;
  /** How long traces last. */
  readonly kept: string;
  /** What they never tell. */
  readonly gaps: readonly string[];
  /** Absolute, in the order in which they are looked at. */
  readonly homes: readonly { readonly path: string; readonly exists: boolean; readonly traces: number }[];
}
