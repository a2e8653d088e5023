import type { Env } from '../env.js';
import { COMMAND_NAMES } from './command-names.js';
import { USUAL_WIDTH, widthOf } from './width.js';

/** The text of the whole program. */
export const WHOLE = 'ai-blame';
const ASKS: ReadonlySet<string | undefined> = new Set(['--help', '-h']);
/** What each of the others is about. `help` itself is a word of the parser's own. */
export const NAMED: readonly string[] = COMMAND_NAMES.filter((name) => name !== 'help');

/**
 * Which of the help texts that the parser laid out when the program was built is asked for (`scripts/build.mjs`): loading the parser
 * takes twice as long as Node's start.
 *
 * @param words without node and script.
 * @returns null where the words ask for something else, or another width is wanted.
 */
export function readyHelp([first, second, ...more]: readonly string[], env: Env): string | null {
  if (more.length > 0 || widthOf(env) !== USUAL_WIDTH) return null;
  if (second === undefined) return first === 'help' || ASKS.has(first) ? WHOLE : null;
  const named = first === 'help' ? second : ASKS.has(second) ? first : undefined;
  return NAMED.find((name) => name === named) ?? null;
}
