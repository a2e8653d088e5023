import type { AgentDescription, AgentsResult } from '../model/agents-result.js';
import { jsonText, orderedWarnings } from './shared-json.js';

/** The keys of `AgentsResult`, in its order. */
export function agentsJson({ schema, agents, warnings }: AgentsResult): string {
  return jsonText<AgentsResult>({ schema, agents: agents.map(ordered), warnings: orderedWarnings(warnings) });
}

function ordered(described: AgentDescription): AgentDescription {
  const { agent, name, evidence, snapshots, reads, commands, modelPerEdit, kept, gaps, homes } = described;
  return {
    agent,
    name,
    evidence: evidence.map(({ level, by }) => ({ level, by })),
    snapshots,
    reads,
    commands,
    modelPerEdit,
    kept,
    gaps,
    homes: homes.map(({ path, exists, traces }) => ({ path, exists, traces })),
  };
}
