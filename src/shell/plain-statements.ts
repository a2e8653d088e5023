import { effectOfCommand } from './classify-command.js';
import type { CommandEffect } from './command-effect.js';
import { isSink } from './command-effect.js';
import { CONTROL_WORDS, DirectoryInForce } from './directory-in-force.js';
import type { ShellCommand, ShellRedirect } from './shell-script.js';
import { tokenise } from './tokenise.js';
import { unwrapShell } from './unwrap-shell.js';
import { setsNothingOfUse } from './variables.js';

/** A statement of a script that surely ran where the script's exit code is 0, and did what its words say. */
export interface PlainStatement {
  readonly command: ShellCommand;
  /** Among all commands of the script, 0-based. */
  readonly place: number;
  /** Absolute directory that it ran in; null: not known. */
  readonly cwd: string | null;
  /** Where the script's exit code is 0, this statement's was. Otherwise a failure may have gone unseen. */
  readonly isTold: boolean;
}

export interface PlainScript {
  readonly statements: readonly PlainStatement[];
  /** How many commands the script has, plain or not. */
  readonly length: number;
  /** What each command of the script may do, plain or not. */
  effects(): CommandEffect[];
}

/**
 * The plain statements of a command, joined by `&&`, `;` or line ends, outside of subshells, loops and conditions. One behind
 * `&&` counts where the exit code tells that those before it succeeded, or where they hardly fail.
 *
 * @param command and `cwd` as for `classifyCommand`.
 * @returns null where the command is none that a POSIX shell ran, or its text is not understood.
 */
export function plainScript(command: readonly string[] | string, cwd: string | null): PlainScript | null {
  const commands = commandsOf(command);
  if (commands === null) return null;
  const directory = new DirectoryInForce(cwd);
  const directories = commands.map((each) => directory.of(each));
  const told = toldByExit(commands);
  const statements: PlainStatement[] = [];
  /** The commands that `&&` joined so far hardly fail. */
  let isSure = true;
  for (const [place, each] of commands.entries()) {
    if (endsProof(each)) break;
    if (each.connector !== '&&') isSure = true;
    const isTold = told[place] ?? false;
    const isPlain = isPlainStatement(each);
    if (isPlain && (isSure || isTold)) {
      statements.push({ command: each, place, cwd: directories[place] ?? null, isTold });
    }
    isSure &&= isPlain && HARDLY_FAILING.has(each.words[0]?.text ?? ':');
  }
  return {
    statements,
    length: commands.length,
    effects: () => commands.map((each, i) => effectOfCommand(each, directories[i] ?? null)),
  };
}

/** The commands of a text for a POSIX shell, or of the words of a program; null where they are not understood. */
export function commandsOf(command: readonly string[] | string): readonly ShellCommand[] | null {
  const wrapped = typeof command === 'string' ? { shell: 'posix', script: command } : unwrapShell(command);
  if (wrapped !== null) {
    const tokenised = wrapped.shell === 'posix' ? tokenise(wrapped.script) : null;
    return tokenised?.ok ? tokenised.script.commands : null;
  }
  const words = [...command].map((text) => ({ text, plain: true, quoted: true, substitutions: [] }));
  return [{ connector: 'start', terminator: 'end', subshells: [], assignments: [], words, redirects: [] }];
}

/** For each command, whether it and all behind it are one list of `&&` (and pipes in it) up to the end of the script. */
function toldByExit(commands: readonly ShellCommand[]): boolean[] {
  const told: boolean[] = [];
  // A line end behind the last command joins nothing.
  let isTold = commands.at(-1)?.terminator === 'end' || commands.at(-1)?.terminator === ';';
  for (let at = commands.length - 1; at >= 0; at--) {
    const isLast = at === commands.length - 1;
    isTold &&= isLast || ['&&', '|', '|&'].includes(commands[at]?.terminator ?? 'end');
    told[at] = isTold;
  }
  return told;
}

const HARDLY_FAILING: ReadonlySet<string> = new Set(
  'cd mkdir echo printf pwd set true : export cat tee touch sed'.split(' '),
);

/** From here on it is not certain that statements run, or that they mean what they say. */
function endsProof(command: ShellCommand): boolean {
  const { words } = command;
  const [name] = words;
  if (name === undefined) return !setsNothingOfUse(command);
  if (!name.plain || CONTROL_WORDS.has(name.text)) return true;
  if (
    ['exit', 'exec', 'return', 'source', '.', 'eval', 'alias', 'trap', 'break', 'continue', 'enable'].includes(
      name.text,
    )
  )
    return true;
  return name.text === 'set' && !words.slice(1).every(({ text }) => /^(?:[-+][eux]*o?|pipefail)$/.test(text));
}

function isPlainStatement(command: ShellCommand): boolean {
  const { connector, terminator, subshells, assignments } = command;
  const joined = ['start', ';', '&&'].includes(connector) && ['end', ';', '&&', '||'].includes(terminator);
  const isMoved = !assignments.every(({ plain }) => plain) || !setsNothingOfUse(command);
  return joined && subshells.length === 0 && !isMoved;
}

/** `2>/dev/null`, `2>&1`. */
export function isErrorOutput({ fd, operator, target }: ShellRedirect): boolean {
  return (
    fd === 2 &&
    (operator === '>' || operator === '>>' || operator === '>&') &&
    (isSink(target.text) || target.text === '1')
  );
}

/** Whether an effect may reach a file, by its name or that of a directory above it. */
export function mayTouch(effect: CommandEffect, file: string): boolean {
  return effect.writes === 'any' || targetsOf(effect, file).length > 0;
}

/** The targets of an effect that are the file or a directory above it. */
export function targetsOf({ targets }: CommandEffect, file: string): CommandEffect['targets'] {
  return targets.filter(({ path }) => path === file || file.startsWith(`${path}/`));
}
