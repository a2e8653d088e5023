import { createHash } from 'node:crypto';

/** What git-ai calls the agents (formats/interop.md, 1, 3). Two of ours are one of its tools. */
const TOOLS: readonly (readonly [agent: string, tool: string])[] = [
  ['codex', 'codex'],
  ['claude-code', 'claude'],
  ['gemini-cli', 'gemini'],
  ['opencode', 'opencode'],
  ['cursor', 'cursor'],
  ['copilot-cli', 'copilot'],
  ['copilot-vscode', 'copilot'],
];

/** The tool's name for an agent; of one that git-ai does not know, the agent's. */
export function toolOf(agent: string): string {
  return TOOLS.find(([ours]) => ours === agent)?.[1] ?? agent;
}

/** The agent that a tool is; the tool's own name where that is not known, or may be two: told as it was told, never guessed. */
export function agentOf(tool: string): string {
  const [known, ...more] = TOOLS.filter(([, theirs]) => theirs === tool);
  return known === undefined || more.length > 0 ? tool : known[0];
}

/** The agent that a program's name stands for, however it is spelt: `Claude Code`, `gemini_cli`; null where that is not known. */
export function knownAgentOf(name: string): string | null {
  const plain = name.toLowerCase().replace(/[\s_]+/g, '-');
  const agent = agentOf(plain);
  return TOOLS.some(([ours]) => ours === agent) ? agent : null;
}

/** The id that git-ai gives a session: the same wherever it is worked out (formats/interop.md, 1, 3). */
export function sessionKey(tool: string, conversation: string): string {
  return `s_${digest(`${tool}:${conversation}`)}`;
}

/** Stands for one edit. git-ai draws it by lot; ours follows from the edit's id, so that a second run writes the same. */
export function traceKey(edit: string): string {
  return `t_${digest(`ai-blame:${edit}`)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 14);
}
