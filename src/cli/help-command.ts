import { didYouMean } from '../app/did-you-mean.js';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { COMMAND_NAMES, type CommandName } from './command-names.js';
import { HELP_TOPICS, topicNamed } from './help-topics.js';
import type { Invocation } from './invocation.js';
import type { RawOptions } from './option-values.js';
import { widthOf } from './width.js';

/** The command whose own help `ai-blame help WORD` asks for; plain `help` asks for that of blame, which lists them all. */
export function commandToHelpWith(operands: readonly string[]): CommandName | null {
  const [word = 'blame', ...more] = operands;
  return more.length > 0 ? null : (COMMAND_NAMES.find((name) => name === word) ?? null);
}

/** `ai-blame help TOPIC`. @throws AiBlameError USAGE. */
export function readHelp(_options: RawOptions, operands: readonly string[], env: Env): Invocation {
  const [word = '', ...more] = operands;
  const topic = more.length > 0 ? null : topicNamed(word);
  if (topic !== null) return { command: 'print', text: topic.text(widthOf(env)) };
  const meant = didYouMean(word, [...COMMAND_NAMES, ...HELP_TOPICS.map(({ name }) => name)]);
  const hint = meant === null ? 'ai-blame help lists the commands' : `did you mean ai-blame help ${meant}?`;
  throw new AiBlameError('USAGE', `There is no help on ${operands.join(' ')}`, { hint });
}
