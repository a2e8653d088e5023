import { effectOfCommand } from './classify-command.js';
import { resolvePath } from './command-effect.js';
import { DirectoryInForce } from './directory-in-force.js';
import { commandsOf } from './plain-statements.js';
import { baseProgram, effectOfWords } from './program-effect.js';
import type { ShellCommand } from './shell-script.js';

/** With what a command that changes files names one of them. */
export interface NamedMeans {
  /** Absolute. */
  readonly path: string;
  /** If it is a folder, what is below it is meant. */
  readonly below: boolean;
  /** `heredoc`, `redirection`, or the program: `sed -i`, `git mv`, `prettier`. */
  readonly means: string;
}

/** Programs that edit in place where they are told so. */
const IN_PLACE: ReadonlySet<string> = new Set(['sed', 'gsed', 'perl']);

/** Programs that run another one, which does the work. */
const RUNNERS: ReadonlySet<string> = new Set([
  'npx',
  'bunx',
  'pnpx',
  'uvx',
  'command',
  'builtin',
  'time',
  'nohup',
  'sudo',
]);

/**
 * The files that a command names among what may change files, and with what, in the order of its text. That a file is named does not
 * prove that it was changed.
 *
 * @param command and `cwd` as for `classifyCommand`.
 */
export function namedMeans(command: readonly string[] | string, cwd: string | null): NamedMeans[] {
  const directory = new DirectoryInForce(cwd);
  return (commandsOf(command) ?? []).flatMap((each) => meansOf(each, directory.of(each)));
}

function meansOf(command: ShellCommand, cwd: string | null): NamedMeans[] {
  const { words, redirects } = command;
  const effect = effectOfCommand(command, cwd);
  if (effect.writes === 'none') return [];
  const outputs = redirects.filter(({ operator }) => operator.includes('>')).map(({ target }) => target);
  const redirected = new Set(outputs.flatMap(({ text, plain }) => (plain ? (resolvePath(cwd, text) ?? []) : [])));
  const here = redirects.some(({ heredoc }) => heredoc !== null) ? 'heredoc' : 'redirection';
  const program = programOf(words.map(({ text }) => text));
  const named = effect.targets.flatMap(({ path }): NamedMeans[] => {
    if (redirected.has(path)) return [{ path, below: false, means: here }];
    return program === null ? [] : [{ path, below: true, means: program.name }];
  });
  const known = effectOfWords(words, cwd);
  if (program === null || known.writes !== 'any' || known.targets.length > 0) return named;
  // A program of which nothing is known, as a formatter, with the files that it is to work on.
  const operands = words.slice(program.place + 1).filter(({ text, plain }) => plain && !text.startsWith('-'));
  return [...named, ...operands.flatMap(({ text }) => asNamed(resolvePath(cwd, text), program.name))];
}

function asNamed(path: string | null, means: string): NamedMeans[] {
  return path === null ? [] : [{ path, below: false, means }];
}

/** The program of a command as one would speak of it, and the place of its word; null: its name is not told. */
function programOf(words: readonly string[]): { name: string; place: number } | null {
  const place = words.findIndex((word) => !RUNNERS.has(word) && !word.startsWith('-'));
  const word = words[place] ?? '';
  const program = baseProgram(word) ?? word.replace(/^.*[\\/]/, '');
  if (!/^[\w.+-]{1,40}$/.test(program)) return null;
  if (IN_PLACE.has(program)) return { name: `${program} -i`, place };
  const sub = program === 'git' ? words.slice(place + 1).find((each) => /^[a-z][a-z-]*$/.test(each)) : undefined;
  return { name: sub === undefined ? program : `${program} ${sub}`, place };
}
