import { didYouMean } from '../app/did-you-mean.js';
import { AiBlameError } from '../errors.js';
import { COMMAND_NAMES } from './command-names.js';

const MAY_BE_MISSPELT = ['USAGE', 'NO_SUCH_FILE', 'NO_SUCH_REVISION'];

/**
 * Where the first word was taken for a file, and is none: the command that it probably was meant to be, as the error's hint.
 * @param error of the run, whatever it is.
 */
export function withMeantCommand(error: unknown, [first = '']: readonly string[]): unknown {
  if (!(error instanceof AiBlameError) || error.hint !== null || !MAY_BE_MISSPELT.includes(error.code)) return error;
  const meant = didYouMean(first, COMMAND_NAMES);
  if (meant === null || meant === first) return error;
  return new AiBlameError(error.code, error.message, { hint: `did you mean ai-blame ${meant}?`, cause: error });
}
