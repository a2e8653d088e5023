import type { Env } from '../env.js';
import { isAgentAsked } from '../model/agent-name.js';
import type { AgentDescription, AgentsResult } from '../model/agents-result.js';
import type { Warning } from '../model/diagnostic.js';
import { isFolder } from '../scan/is-folder.js';
import { foundSessions } from './found-sessions.js';
import { homesOf } from './homes-of.js';
import { requireFolder } from './open-place.js';
import type { Place } from './place.js';
import { mergeWarnings } from './warnings.js';

/** Which agents' traces are read, what they can tell, and where they were looked for. No trace is read but for databases, to see which sessions they hold. */
export function describeAgents(
  request: { readonly place: Place; readonly agents: readonly string[] },
  env: Env,
): AgentsResult {
  requireFolder(request.place);
  const warnings: Warning[] = [];
  const agents = homesOf(request.place, env)
    .filter(
      ({ adapter }) => request.agents.length === 0 || request.agents.some((agent) => isAgentAsked([adapter.id], agent)),
    )
    .map(({ adapter, homes }): AgentDescription => {
      const found = foundSessions(adapter, homes);
      warnings.push(...found.warnings);
      const { name, evidence, snapshots, reads, commands, modelPerEdit, kept, gaps } = adapter.capabilities;
      return {
        agent: adapter.id,
        name,
        evidence,
        snapshots,
        reads,
        commands,
        modelPerEdit,
        kept,
        gaps,
        homes: homes.map((path) => ({
          path,
          exists: isFolder(path),
          traces: found.sources.filter(({ home }) => home === path).length,
        })),
      };
    });
  return { schema: 'ai-blame/agents@1', agents, warnings: mergeWarnings(warnings) };
}
