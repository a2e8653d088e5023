import { DirectoryInForce } from './directory-in-force.js';
import { namedTargets } from './program-words.js';
import type { ShellWord } from './shell-script.js';
import { tokenise } from './tokenise.js';
import { unwrapShell } from './unwrap-shell.js';

/** Programs that show the files that they name, and those of their options that take the next word. */
const READERS: ReadonlyMap<string, string> = new Map([
  ['cat', ''],
  ['bat', 'rlH'],
  ['nl', 'bdfhilnsvw'],
  ['less', 'xyzbhjpPtTk'],
  ['more', 'n'],
  ['head', 'nc'],
  ['tail', 'ncs'],
]);

/**
 * The files that a command surely shows: those that `cat`, `head`, `sed -n` and the like name in plain words.
 *
 * @param command and `cwd` as for `classifyCommand`.
 * @returns paths as `CommandTarget.path`, in their order; none where the text is not understood.
 */
export function filesRead(command: readonly string[] | string, cwd: string | null): string[] {
  const wrapped = typeof command === 'string' ? { shell: 'posix', script: command } : unwrapShell(command);
  if (wrapped?.shell !== 'posix') return [];
  const tokenised = tokenise(wrapped.script);
  if (!tokenised.ok) return [];
  const directory = new DirectoryInForce(cwd);
  return tokenised.script.commands.flatMap((each) => {
    const within = directory.of(each);
    const operands = operandsOf(each.words);
    return operands.length === 0 ? [] : namedTargets(operands, 'edit', within).targets.map(({ path }) => path);
  });
}

function operandsOf(words: readonly ShellWord[]): ShellWord[] {
  const [name, ...rest] = words;
  if (name === undefined || !words.every(({ plain }) => plain)) return [];
  if (name.text === 'sed') return rest[0]?.text === '-n' ? rest.slice(2).filter(isOperand) : [];
  const valued = READERS.get(name.text);
  if (valued === undefined) return [];
  return rest.filter((word, n) => {
    const before = rest[n - 1]?.text ?? '';
    const isValue = before.length === 2 && before[0] === '-' && valued.includes(before[1] ?? '-');
    return isOperand(word) && !isValue;
  });
}

function isOperand({ text }: ShellWord): boolean {
  return text !== '' && !text.startsWith('-');
}
