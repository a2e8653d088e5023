import type { ShellCommand, ShellScript, ShellWord } from './shell-script.js';
import { tokenise } from './tokenise.js';
import { programName, unwrapShell } from './unwrap-shell.js';

export interface ExtractedPatch {
  /** Text of the patch as the shell would hand it over, without line ends at its end. */
  readonly patch: string;
  /** The word of `cd WORD &&`, as written; relative to the directory that the command ran in. */
  readonly workdir: string | null;
  /**
   * Codex carries the patch out itself. False: the heredoc has no end, which Codex does not take for a call, but a shell runs the
   * `apply_patch` on its path with all that follows; one real session of 0.34 applied 72 patches so.
   */
  readonly intercepted: boolean;
}

const NAMES: readonly string[] = ['apply_patch', 'applypatch'];

/**
 * The patch of a command that is one call of `apply_patch` and no more (formats/codex.md, 11.1, rows a to e).
 *
 * @param command the words of a command, or the text that a POSIX shell was given.
 * @returns null for every other command, also where it runs `apply_patch` in another way (row i): see `mentionsApplyPatch`.
 */
export function extractApplyPatch(command: readonly string[] | string): ExtractedPatch | null {
  if (typeof command === 'string') return fromScript(command);
  const [name, patch] = command;
  if (command.length === 2 && patch !== undefined && NAMES.includes(name as string))
    return { patch, workdir: null, intercepted: true };
  const wrapped = unwrapShell(command);
  return wrapped === null || wrapped.hasArguments ? null : fromScript(wrapped.script);
}

/** One statement: `apply_patch <<'EOF'`, or `cd WORD && apply_patch <<'EOF'` (openai/codex `apply-patch/src/invocation.rs`). */
function fromScript(text: string): ExtractedPatch | null {
  const tokenised = tokenise(text);
  if (!tokenised.ok) return null;
  const { commands } = tokenised.script;
  const last = commands.at(-1);
  if (last === undefined || commands.length > 2 || !isPlainStatement(last) || last.redirects.length !== 1) return null;
  const heredoc = last.redirects[0]?.heredoc;
  const [name] = last.words;
  if (last.words.length !== 1 || name?.quoted || !NAMES.includes(name?.text as string) || !heredoc) return null;
  const intercepted = heredoc.terminated;
  // Codex takes the body as it is; a shell expands an open one.
  if (!intercepted && !heredoc.quoted && /[$`\\]/.test(heredoc.body)) return null;
  const patch = withoutFinalLineEnds(heredoc.body);
  if (commands.length === 1) return last.connector === 'start' ? { patch, workdir: null, intercepted } : null;
  const [cd, directory] = (commands[0] as ShellCommand).words;
  const isCd =
    commands[0]?.words.length === 2 &&
    isPlainStatement(commands[0]) &&
    commands[0].redirects.length === 0 &&
    commands[0].terminator === '&&' &&
    cd?.text === 'cd' &&
    directory?.plain;
  return isCd ? { patch, workdir: (directory as ShellWord).text, intercepted } : null;
}

function withoutFinalLineEnds(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

function isPlainStatement({ assignments, subshells, terminator }: ShellCommand): boolean {
  return assignments.length === 0 && subshells.length === 0 && ['end', ';', '&&'].includes(terminator);
}

/** Whether the command runs `apply_patch`, in whatever way. Where the text is not understood: whether the name occurs in it. */
export function mentionsApplyPatch(command: readonly string[] | string): boolean {
  if (typeof command === 'string') return scriptMentions(command, 0);
  if (NAMES.includes(programName(command[0] ?? ''))) return true;
  const wrapped = unwrapShell(command);
  return wrapped !== null && scriptMentions(wrapped.script, 0);
}

const MAX_DEPTH = 4;

function scriptMentions(text: string, depth: number): boolean {
  if (!NAMES.some((name) => text.includes(name))) return false;
  const tokenised = tokenise(text);
  return !tokenised.ok || depth > MAX_DEPTH || someCommand(tokenised.script, (command) => runsIt(command, depth));
}

function runsIt({ words }: ShellCommand, depth: number): boolean {
  if (words.some((word, at) => NAMES.includes(programName(word.text)) && isCommandPosition(words, at))) return true;
  const wrapped = unwrapShell(words.map((word) => word.text));
  return wrapped !== null && scriptMentions(wrapped.script, depth + 1);
}

const PREFIXES = new Set([
  'then',
  'do',
  'else',
  'elif',
  'if',
  'while',
  'until',
  '!',
  'time',
  '{',
  'exec',
  'command',
  'env',
  'sudo',
  'xargs',
  'nohup',
]);

function isCommandPosition(words: readonly ShellWord[], at: number): boolean {
  return words
    .slice(0, at)
    .every((word) => PREFIXES.has(word.text) || word.text.startsWith('-') || word.text.includes('='));
}

function someCommand(script: ShellScript, test: (command: ShellCommand) => boolean): boolean {
  return script.commands.some((command) => {
    const words = [...command.words, ...command.assignments, ...command.redirects.map((redirect) => redirect.target)];
    return test(command) || words.some((word) => word.substitutions.some((inner) => someCommand(inner, test)));
  });
}
