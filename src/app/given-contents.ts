import { resolve } from 'node:path';
import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import { readNamedSync, statSync } from '../git/disk.js';

/** As much as a file of the work tree may have (`git/object-size.ts`). */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads what `--contents` names.
 * @param named a file, relative to `directory`, or `-` for standard input.
 * @throws AiBlameError NO_SUCH_FILE, IS_DIRECTORY, TOO_LARGE, UNREADABLE.
 */
export async function givenContents(named: string, directory: string, env: Env): Promise<Buffer> {
  try {
    if (named === '-') return await env.readInput(MOST_BYTES);
    const path = resolve(directory, named);
    const stat = statSync(path);
    if (stat.isDirectory()) throw new AiBlameError('IS_DIRECTORY', `${named} is a folder; --contents names a file`);
    if (stat.size > MOST_BYTES) throw new AiBlameError('TOO_LARGE', `${named} is too large to blame`);
    return readNamedSync(path);
  } catch (error) {
    if (error instanceof AiBlameError) throw error;
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AiBlameError('NO_SUCH_FILE', `There is no file ${named}`);
    if (code === 'ERR_OUT_OF_RANGE') throw new AiBlameError('TOO_LARGE', 'Standard input is too large to blame');
    throw new AiBlameError('UNREADABLE', `Cannot read ${named === '-' ? 'standard input' : named}`, { cause: error });
  }
}
