import type { GitHook } from '../model/hooks-result.js';

/** What a hook is to be called with beside what git tells it. */
export interface HookOptions {
  /** For pre-commit: conditions as of `report --fail-on`. */
  readonly failOn: readonly string[];
  /** For the trailer: its name; null: the usual one. */
  readonly trailer: string | null;
}

/** Words of a command line, those that a shell would take apart quoted. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ');
}

export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `hooks run HOOK` with its options: the words behind the program's name. */
export function runWords(hook: GitHook, { failOn, trailer }: HookOptions): string[] {
  const policy = hook === 'pre-commit' ? failOn.map((condition) => `--fail-on=${condition}`) : [];
  const named = hook === 'prepare-commit-msg' && trailer !== null ? [`--trailer=${trailer}`] : [];
  return ['hooks', 'run', hook, ...policy, ...named];
}

/** Only 1 is a policy's no: what else may go wrong, as a program that is not there (127), lets the commit through. */
export const UNLESS_REFUSED = '|| [ $? -ne 1 ]';

/**
 * One command for files that a team shares: the program by its name, also where npm put it for this project.
 * @param given the words that git tells the hook, as the manager hands them on.
 */
export function sharedCall(hook: GitHook, options: HookOptions, given: string): string {
  const words = shellWords(runWords(hook, options));
  return `PATH=$PATH:node_modules/.bin ai-blame ${words}${given === '' ? '' : ` -- ${given}`} </dev/null ${UNLESS_REFUSED}`;
}
