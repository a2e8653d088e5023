/**
 * Whether an agent is asked for. A kind of agents stands for all of its own: `acp` for `acp:zed`.
 * @param asked names; none: everybody is.
 */
export function isAgentAsked(asked: readonly string[], agent: string): boolean {
  return asked.length === 0 || asked.includes(agent) || asked.includes(agent.replace(/:.*$/s, ''));
}
