import { functionLines, type IsFunctionLine } from '../blame/line-ranges/function-lines.js';
import { AiBlameError } from '../errors.js';
import type { Repository } from '../git/repository.js';
import { attributesOf } from '../git/work-tree-content.js';

/**
 * How the functions of a file are told: by the `diff` attribute of its path, and what the configuration says of that driver.
 * @param path relative to the root.
 * @throws AiBlameError USAGE where the configured expression is none.
 */
export function functionLinesOf(repository: Repository, path: string): IsFunctionLine {
  const name = attributesOf(repository).of(path).get('diff');
  if (typeof name !== 'string') return functionLines(null);
  const setting = (key: string): string | null => repository.config.get(`diff.${name}.${key}`);
  try {
    return functionLines({ name, xfuncname: setting('xfuncname'), funcname: setting('funcname') });
  } catch (error) {
    throw new AiBlameError('USAGE', `The configuration of diff.${name} holds no regular expression`, { cause: error });
  }
}
