import type { Options } from 'yargs';
import { didYouMean } from '../app/did-you-mean.js';
import { HOME_OPTIONS } from '../app/home-options.js';
import { VALUE } from './common-options.js';
import { badValue, type RawOptions, texts } from './option-values.js';

/** The agents whose traces are read. */
const KNOWN = HOME_OPTIONS.map(({ agent }) => agent);

/** `--agent`, repeatable. @param what it limits, as `Only edits of`. */
export function agentOption(what: string, group: string): Options {
  return { ...VALUE, describe: `${what} this agent, as codex (repeatable)`, group };
}

/** @throws AiBlameError USAGE for agents that nobody knows: nothing would be found of them. */
export function agentsOf(options: RawOptions): string[] {
  return texts(options, 'agent').map((agent) => {
    if (!KNOWN.includes(agent) && !agent.startsWith('acp:')) {
      const meant = didYouMean(agent.toLowerCase(), KNOWN);
      const hint = meant === null ? undefined : `did you mean --agent ${meant}?`;
      throw badValue('agent', agent, `one of ${KNOWN.join(', ')}`, hint);
    }
    return agent;
  });
}
