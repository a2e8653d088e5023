import { isSink, resolvePath } from './command-effect.js';
import { splitPerlArguments, splitSedArguments } from './in-place-arguments.js';
import type { PlainStatement } from './plain-statements.js';
import { isErrorOutput, mayTouch, plainScript, targetsOf } from './plain-statements.js';
import { baseProgram } from './program-effect.js';
import type { ShellRedirect, ShellWord } from './shell-script.js';
import type { SubstitutionStep } from './substitution-script.js';
import { perlSteps, sedSteps } from './substitution-script.js';

/** What a command replaces in a file, where its text tells that in full. */
export interface LiteralSubstitution {
  /** Absolute. */
  readonly path: string;
  /** In the order in which they are carried out, never empty. */
  readonly steps: readonly SubstitutionStep[];
  /** Nothing else in the same command may change the file, before or after. */
  readonly last: boolean;
}

/** Of longer scripts, of more files at once, and of files with more steps nothing is said. */
const MAX_COMMANDS = 1000;
const MAX_FILES = 100;
const MAX_STEPS = 100;

/**
 * Edits in place that a command's text proves, given the file's content before (formats/codex.md, 11.7): `sed -i` and
 * `perl -pi -e` with nothing but substitutions of literal texts. Only plain statements are read (see `plainScript`). Each file is
 * told once. One that the command writes, moves or removes besides is left out.
 *
 * @param command and `cwd` as for `classifyCommand`.
 */
export function literalSubstitutions(command: readonly string[] | string, cwd: string | null): LiteralSubstitution[] {
  const texts = typeof command === 'string' ? [command] : command;
  if (!texts.some((text) => /\b(?:g?sed|perl)\b/.test(text))) return [];
  const script = plainScript(command, cwd);
  if (script === null || script.length > MAX_COMMANDS) return [];
  const edits = new Map<number, InPlaceEdit>();
  for (const statement of script.statements) {
    const edit = editOf(statement);
    if (edit !== null) edits.set(statement.place, edit);
  }
  const files = new Set([...edits.values()].flatMap((edit) => edit.files));
  if (files.size === 0 || files.size > MAX_FILES) return [];
  const effects = script.effects();
  return [...files].flatMap((path) => {
    const places = [...edits.keys()].filter((place) => edits.get(place)?.files.includes(path));
    const steps = places.flatMap((place) => edits.get(place)?.steps ?? []);
    if (steps.length > MAX_STEPS) return [];
    const others = effects.filter((_, place) => !places.includes(place));
    if (others.some((effect) => targetsOf(effect, path).some(({ op }) => op !== 'edit'))) return [];
    return [{ path, steps, last: !others.some((effect) => mayTouch(effect, path)) }];
  });
}

interface InPlaceEdit {
  readonly files: readonly string[];
  readonly steps: readonly SubstitutionStep[];
}

function editOf({ command: { words, redirects }, cwd, isTold }: PlainStatement): InPlaceEdit | null {
  const [name, ...args] = words;
  const program = name?.plain ? baseProgram(name.text) : null;
  if (!redirects.every(isHarmless)) return null;
  if (program === 'perl') return perlEdit(args, cwd);
  if (program !== 'sed' && program !== 'gsed') return null;
  const split = splitSedArguments(args);
  if (split?.suffix == null || !split.options.every((option) => SED_OPTIONS.has(option))) return null;
  // `-i` alone and `-i ''` fail under the other family's sed; where nobody would see that, the folder tells which one it is.
  const isForeign = split.suffix === '' && program === 'sed' && split.isBsd !== (cwd?.startsWith('/Users/') ?? false);
  if (isForeign && !isTold) return null;
  const extended = split.options.some((option) => option !== '-s' && option !== '-u' && option !== '--separate');
  const steps = sedSteps(joinedScript(split.scripts), extended);
  return steps === null ? null : inFiles(split.files, split.suffix, steps, cwd);
}

const SED_OPTIONS: ReadonlySet<string> = new Set(['-E', '-r', '-s', '-u', '--regexp-extended', '--separate']);

function perlEdit(args: readonly ShellWord[], cwd: string | null): InPlaceEdit | null {
  const split = splitPerlArguments(args);
  if (split?.suffix == null || !split.options.includes('-p')) return null;
  if (!split.options.every((option) => option === '-p' || option === '-w')) return null;
  // Perl takes names with these for commands and modes of opening.
  if (split.files.some(({ text }) => /[<>|\s]/.test(text))) return null;
  const steps = perlSteps(joinedScript(split.scripts));
  return steps === null ? null : inFiles(split.files, split.suffix, steps, cwd);
}

/** Both programs join their `-e` by line ends. Empty where a word is not plain, which makes no step. */
function joinedScript(scripts: readonly ShellWord[]): string {
  return scripts.every((script) => script.plain) ? scripts.map(({ text }) => text).join('\n') : '';
}

function inFiles(
  words: readonly ShellWord[],
  suffix: string,
  steps: readonly SubstitutionStep[],
  cwd: string | null,
): InPlaceEdit | null {
  const files: string[] = [];
  for (const word of words) {
    const path = word.plain && word.text !== '-' ? resolvePath(cwd, word.text) : null;
    if (path === null || isSink(path) || files.includes(path) || files.length >= MAX_FILES) return null;
    files.push(path);
  }
  const isOverwritten = suffix !== '' && files.some((file) => files.includes(`${file}${suffix}`));
  const isPattern = suffix.includes('*') || suffix.includes('/');
  return steps.length === 0 || isOverwritten || isPattern ? null : { files, steps };
}

function isHarmless(redirect: ShellRedirect): boolean {
  const { operator, target, heredoc } = redirect;
  return (
    isErrorOutput(redirect) || (heredoc === null && /^&?>>?\|?$/.test(operator) && target.plain && isSink(target.text))
  );
}
