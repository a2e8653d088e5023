import type { Options } from 'yargs';
import { didYouMean } from '../app/did-you-mean.js';
import { AiBlameError } from '../errors.js';
import { COMPLETION_SHELLS } from './completion-scripts.js';
import type { CompletionInvocation } from './invocation.js';
import type { RawOptions } from './option-values.js';

export const COMPLETION_OPTIONS = {} satisfies Record<string, Options>;

/** @throws AiBlameError USAGE. */
export function readCompletion(_options: RawOptions, operands: readonly string[]): CompletionInvocation {
  const [given = '', ...words] = operands;
  if (given === 'words') return { command: 'completion', request: { what: 'words', words } };
  const shell = COMPLETION_SHELLS.find((each) => each === given);
  if (shell === undefined || words.length > 0) {
    const meant = didYouMean(given, COMPLETION_SHELLS);
    const hint = meant === null ? {} : { hint: `did you mean ai-blame completion ${meant}?` };
    throw new AiBlameError('USAGE', `ai-blame completion expects one of ${COMPLETION_SHELLS.join(', ')}`, hint);
  }
  return { command: 'completion', request: { what: 'script', shell } };
}
