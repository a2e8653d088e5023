import { baseProgram } from './program-effect.js';
import type { ShellCommand } from './shell-script.js';

/** Variables that no program takes a command or a file to write from. */
const HARMLESS = /^(?:LC_\w+|LANG|LANGUAGE|TZ|NO_COLOR|FORCE_COLOR|CLICOLOR|CI|TERM|COLUMNS|LINES|GIT_OPTIONAL_LOCKS)=/;

/** Variables of the shell's environment that change what the commands behind them do. */
const DANGEROUS =
  /^(?:PATH|IFS|HOME|SHELL|ENV|CDPATH|TMPDIR|OPTIND|PAGER|MANPAGER|POSIXLY_CORRECT|(?:GIT|LD|DYLD|BASH|LESS|RIPGREP|GREP|XDG|PERL|AWK|ZDOT)\w*)\+?=/;

/** Programs that take from their environment nothing but such variables. */
const UNMOVED: ReadonlySet<string | null> = new Set('sed gsed perl cat tee echo printf true : mkdir'.split(' '));

/** Whether what a command sets before its name, or for the commands behind it, changes nothing that any of them does to files. */
export function setsNothingOfUse({ assignments, words: [name] }: ShellCommand): boolean {
  const isHeeded = name !== undefined && !(name.plain && UNMOVED.has(baseProgram(name.text)));
  return assignments.every(({ text }) => {
    if (HARMLESS.test(text) || /^(?:GIT_)?PAGER=(?:cat)?$/.test(text)) return true;
    return !isHeeded && !DANGEROUS.test(text);
  });
}
