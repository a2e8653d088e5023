import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, combineEffects, NO_EFFECT } from './command-effect.js';
import { DirectoryInForce } from './directory-in-force.js';
import { effectOfWords } from './program-effect.js';
import { namedTargets } from './program-words.js';
import type { RedirectOperator, ShellCommand, ShellRedirect, ShellScript, ShellWord } from './shell-script.js';
import { tokenise } from './tokenise.js';
import { unwrapShell } from './unwrap-shell.js';
import { setsNothingOfUse } from './variables.js';
import { windowsEffect } from './windows-effect.js';

/** `bash -c` inside one another. */
const MAX_DEPTH = 4;

/**
 * What a command may do to the contents of files, judged from its text alone; nothing is run. Errs towards `any`.
 *
 * `none` is said only of what surely changes no file; changes below `.git` and of modes and directories do not count, nor do
 * hooks and settings that a repository may have.
 *
 * @param command the words of a command, or the text that a POSIX shell was given.
 * @param cwd absolute directory that it ran in (POSIX or Windows), or null where it is not known.
 */
export function classifyCommand(command: readonly string[] | string, cwd: string | null): CommandEffect {
  if (typeof command === 'string') return textEffect(command, cwd, 0);
  const words = command.map((text): ShellWord => ({ text, plain: true, quoted: true, substitutions: [] }));
  return wordsEffect(words, cwd, 0);
}

/** As `classifyCommand`, for one command of a script. */
export function effectOfCommand(command: ShellCommand, cwd: string | null): CommandEffect {
  return commandEffect(command, cwd, 0);
}

function textEffect(text: string, cwd: string | null, depth: number): CommandEffect {
  if (depth > MAX_DEPTH) return ANY_EFFECT;
  const tokenised = tokenise(text);
  return tokenised.ok ? scriptEffect(tokenised.script, cwd, depth) : ANY_EFFECT;
}

function scriptEffect(script: ShellScript, cwd: string | null, depth: number): CommandEffect {
  const directory = new DirectoryInForce(cwd);
  return combineEffects(script.commands.map((command) => commandEffect(command, directory.of(command), depth)));
}

function commandEffect(command: ShellCommand, cwd: string | null, depth: number): CommandEffect {
  const { assignments, words, redirects } = command;
  const every = [...assignments, ...words, ...redirects.map(({ target }) => target)];
  const inner = every.flatMap((word) => word.substitutions.map((script) => scriptEffect(script, cwd, depth)));
  return combineEffects([
    ...inner,
    setsNothingOfUse(command) ? NO_EFFECT : ANY_EFFECT,
    wordsEffect(words, cwd, depth),
    ...redirects.map((redirect) => redirectEffect(redirect, cwd)),
  ]);
}

function wordsEffect(words: readonly ShellWord[], cwd: string | null, depth: number): CommandEffect {
  const wrapped = unwrapShell(words.map((word) => word.text));
  if (wrapped === null) return effectOfWords(words, cwd);
  if (!words.every((word) => word.plain)) return ANY_EFFECT;
  return wrapped.shell === 'posix' ? textEffect(wrapped.script, cwd, depth + 1) : windowsEffect(wrapped.script);
}

const WRITES: ReadonlyMap<RedirectOperator, 'write' | 'append' | 'edit'> = new Map([
  ['>', 'write'],
  ['>|', 'write'],
  ['&>', 'write'],
  ['>&', 'write'],
  ['>>', 'append'],
  ['&>>', 'append'],
  ['<>', 'edit'],
]);

function redirectEffect({ operator, target, heredoc }: ShellRedirect, cwd: string | null): CommandEffect {
  // An open heredoc runs what it expands.
  if (heredoc !== null && !heredoc.quoted && /`|\$\(/.test(heredoc.body)) return ANY_EFFECT;
  const op = WRITES.get(operator);
  if (op === undefined || (operator === '>&' && /^(?:\d+|-|\d+-)$/.test(target.text))) return NO_EFFECT;
  return namedTargets([target], op, cwd);
}
