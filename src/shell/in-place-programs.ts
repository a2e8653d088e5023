import type { CommandEffect } from './command-effect.js';
import { ANY_EFFECT, combineEffects, NO_EFFECT } from './command-effect.js';
import { splitPerlArguments, splitSedArguments } from './in-place-arguments.js';
import { namedTargets, splitArguments } from './program-words.js';
import { isPureSedScript } from './sed-script.js';
import type { ShellWord } from './shell-script.js';
import { perlSteps } from './substitution-script.js';

/** `sed`: reads only, or edits the files that it names when `-i` is given. Its script must be known to do nothing else. */
export function sedEffect(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  const split = splitSedArguments(args);
  const isPure = split?.scripts.every((script) => script.plain && isPureSedScript(script.text));
  if (split === null || !isPure) return ANY_EFFECT;
  return split.suffix === null ? NO_EFFECT : editedInPlace(split.files, split.suffix, cwd);
}

/** Names of Perl that reach beyond the text at hand, or that this reader cannot judge. */
const PERL_BEYOND =
  /[`<>|]|\b(?:system|exec|open|sysopen|opendir|unlink|rename|link|symlink|mkdir|rmdir|truncate|qx|eval|do|require|use|no|local|print|printf|say|select|write|syscall|fork|kill|tie|dbmopen|chmod|chown|utime|ARGVOUT|ARGV|BEGIN|END|INIT|CHECK|UNITCHECK|AUTOLOAD|package|sub|glob|IO|File)\b|\$\^|->|::|@\{|&/;

/** `perl -pi -e CODE FILES`: edits the files where the code is nothing but text work. */
export function perlEffect(args: readonly ShellWord[], cwd: string | null): CommandEffect {
  const split = splitPerlArguments(args);
  const isPure = split?.scripts.every(
    ({ plain, text }) => plain && (!PERL_BEYOND.test(text) || perlSteps(text) !== null),
  );
  if (split === null || !isPure || !split.options.includes('-p')) return ANY_EFFECT;
  return split.suffix === null ? NO_EFFECT : editedInPlace(split.files, split.suffix, cwd);
}

/** Edits, and the copies that a suffix such as `.bak` leaves. */
function editedInPlace(files: readonly ShellWord[], suffix: string, cwd: string | null): CommandEffect {
  if (files.length === 0 || suffix.includes('*') || suffix.includes('/')) return ANY_EFFECT;
  const copies = suffix === '' ? [] : files.map((word) => ({ ...word, text: word.text + suffix }));
  return combineEffects([namedTargets(files, 'edit', cwd), namedTargets(copies, 'copy-to', cwd)]);
}

/** `awk`: reads only, where its program neither redirects nor runs anything. */
export function awkEffect(args: readonly ShellWord[]): CommandEffect {
  const split = splitArguments(args, { flags: '', values: 'Fv' });
  const program = split?.operands[0];
  const pure = program?.plain && !/[>|@]|\bsystem\b/.test(program.text);
  return pure && split?.options.every(({ value }) => value?.plain !== undefined) ? NO_EFFECT : ANY_EFFECT;
}
