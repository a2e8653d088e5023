import type { AgentDescription, AgentsResult } from '../model/agents-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import type { TextOptions } from './text-options.js';
import { wrapWords } from './wrap-words.js';

const NAMES = 11;

/** What the traces of each agent can tell, and where they were looked for, for a person. */
export function agentsText({ agents }: AgentsResult, options: TextOptions): string {
  return agents.map((agent) => `${linesOf(agent, options).join('\n')}\n`).join('\n');
}

function linesOf(agent: AgentDescription, { width }: TextOptions): string[] {
  const tells = [
    [agent.modelPerEdit, 'the model of each edit'],
    [agent.commands, 'commands'],
    [agent.reads, 'reads'],
    [agent.snapshots, 'snapshots'],
  ] as const;
  const facts: [string, string][] = [
    ...agent.evidence.map(({ level, by }): [string, string] => [level, by]),
    ['tells', tells.flatMap(([has, what]) => (has ? [what] : [])).join(', ') || 'nothing else'],
    ['kept', agent.kept],
    ...agent.gaps.map((gap, n): [string, string] => [n === 0 ? 'gaps' : '', gap]),
    ...homeFacts(agent),
  ];
  return [
    `${agent.name} (${agent.agent})`,
    ...facts.flatMap(([name, text]) => {
      const head = `  ${name.padEnd(NAMES)}`;
      return wrapWords(text, head.length, width).map((line, n) => (n === 0 ? `${head}${line}`.trimEnd() : line));
    }),
  ];
}

function homeFacts({ homes }: AgentDescription): [string, string][] {
  if (homes.length === 0) return [['looked in', 'nowhere: name its home']];
  return homes.map(({ path, exists, traces }, n) => [
    n === 0 ? 'looked in' : '',
    `${visibleCell(path)}: ${exists ? counted(traces, 'trace', 'traces') : 'not there'}`,
  ]);
}
