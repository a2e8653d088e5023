import { resolve } from 'node:path';
import { AiBlameError } from '../errors.js';
import { unquoteC } from './c-quoting.js';
import { readFileSync, realpathSync } from './disk.js';

const MAX_ALTERNATES = 100;

/**
 * Real paths of an `objects` folder and of those that it borrows from, in git's order; none that is not there.
 * @param seen folders that are looked into already, and are left out; those found are added.
 * @throws AiBlameError UNSUPPORTED_REPOSITORY where they are too many.
 */
export function withAlternates(objectsDir: string, seen: Set<string>): string[] {
  let dir: string;
  try {
    dir = realpathSync(objectsDir);
  } catch {
    return [];
  }
  if (seen.has(dir)) {
    return [];
  }
  if (seen.size >= MAX_ALTERNATES) {
    throw new AiBlameError(
      'UNSUPPORTED_REPOSITORY',
      `The repository borrows objects from over ${MAX_ALTERNATES} others`,
    );
  }
  seen.add(dir);
  return [dir, ...readAlternates(dir).flatMap((alternate) => withAlternates(alternate, seen))];
}

/** Absolute paths of the `objects` folders that `objects/info/alternates` names, one in each line. */
function readAlternates(objectsDir: string): string[] {
  let text: string;
  try {
    text = readFileSync(`${objectsDir}/info/alternates`, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(objectsDir, unquoteC(line) ?? line));
}
