import { statSync } from 'node:fs';
import { AiBlameError } from '../errors.js';

/**
 * Bytes of a file that a person named.
 * @param path absolute.
 * @throws AiBlameError NO_SUCH_FILE, IS_DIRECTORY, UNREADABLE.
 */
export function sizeOf(path: string): number {
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new AiBlameError('UNREADABLE', `Cannot read ${path}`, { cause });
  }
  if (stat === undefined) throw new AiBlameError('NO_SUCH_FILE', `There is no file ${path}`);
  if (stat.isDirectory()) throw new AiBlameError('IS_DIRECTORY', `${path} is a folder`);
  return Number(stat.size);
}
