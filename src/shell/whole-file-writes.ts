import { effectOfCommand } from './classify-command.js';
import type { CommandEffect } from './command-effect.js';
import { isSink, resolvePath } from './command-effect.js';
import { CONTROL_WORDS, DirectoryInForce } from './directory-in-force.js';
import { splitArguments } from './program-words.js';
import type { Heredoc, ShellCommand, ShellRedirect, ShellWord } from './shell-script.js';
import { tokenise } from './tokenise.js';
import { unwrapShell } from './unwrap-shell.js';

/** A file whose new text a command tells in full. */
export interface WholeFileWrite {
  /** Absolute. */
  readonly path: string;
  /** What is written; for `append`, what is put behind the file's end. */
  readonly content: string;
  readonly op: 'write' | 'append';
  /** Nothing later in the same command may change the file again. */
  readonly last: boolean;
}

/** A command with more of them is not a plain one. */
const MAX_REDIRECTS = 4;

/** In longer scripts nothing is said of what comes later. */
const MAX_COMMANDS = 1000;

/**
 * Files that a command writes as a whole in a way that its text proves (formats/codex.md, 11.7): `cat > f <<'EOF'`, `tee f <<'EOF'`,
 * `echo` and `printf` of plain words into a file, `: > f`. Only plain statements are read, joined by `&&`, `;` or line ends; a
 * statement behind `&&` counts only if those before it succeeded, which the command's exit code tells.
 *
 * @param command and `cwd` as for `classifyCommand`.
 */
export function wholeFileWrites(command: readonly string[] | string, cwd: string | null): WholeFileWrite[] {
  const script = typeof command === 'string' ? command : posixScript(command);
  const tokenised = script === null ? null : tokenise(script);
  if (!tokenised?.ok) return [];
  const directory = new DirectoryInForce(cwd);
  const writes: (Omit<WholeFileWrite, 'last'> & { place: number })[] = [];
  const { commands } = tokenised.script;
  const directories = commands.map((each) => directory.of(each));
  for (const [place, each] of commands.entries()) {
    if (endsProof(each)) break;
    if (isPlainStatement(each)) {
      for (const write of writesOf(each, directories[place] ?? null)) writes.push({ ...write, place });
    }
  }
  if (writes.length === 0) return [];
  const effects = commands.map((each, i) => effectOfCommand(each, directories[i] ?? null));
  return writes.map(({ place, ...write }) => {
    const isSafe =
      commands.length <= MAX_COMMANDS && !effects.slice(place + 1).some((effect) => mayTouch(effect, write.path));
    return { ...write, last: isSafe };
  });
}

function mayTouch({ writes, targets }: CommandEffect, file: string): boolean {
  return writes === 'any' || targets.some(({ path }) => path === file || file.startsWith(`${path}/`));
}

function posixScript(argv: readonly string[]): string | null {
  const wrapped = unwrapShell(argv);
  return wrapped?.shell === 'posix' ? wrapped.script : null;
}

/** From here on it is not certain that statements run, or that they mean what they say. */
function endsProof({ words }: ShellCommand): boolean {
  const [name] = words;
  if (name === undefined) return false;
  if (!name.plain || CONTROL_WORDS.has(name.text)) return true;
  if (
    ['exit', 'exec', 'return', 'source', '.', 'eval', 'alias', 'trap', 'break', 'continue', 'enable'].includes(
      name.text,
    )
  )
    return true;
  return name.text === 'set' && !words.slice(1).every(({ text }) => /^(?:[-+][eux]*o?|pipefail)$/.test(text));
}

function isPlainStatement({ connector, terminator, subshells, assignments }: ShellCommand): boolean {
  const joined = ['start', ';', '&&'].includes(connector) && ['end', ';', '&&', '||'].includes(terminator);
  return joined && subshells.length === 0 && assignments.length === 0;
}

function writesOf({ words, redirects }: ShellCommand, cwd: string | null): Omit<WholeFileWrite, 'last'>[] {
  if (redirects.length > MAX_REDIRECTS) return [];
  const outputs = redirects.filter(
    (redirect) => ['>', '>|', '>>'].includes(redirect.operator) && (redirect.fd ?? 1) === 1,
  );
  const inputs = redirects.filter((redirect) => redirect.operator.startsWith('<'));
  const others = redirects.filter((redirect) => !outputs.includes(redirect) && !inputs.includes(redirect));
  if (!others.every(isErrorOutput) || !words.every((word) => word.plain)) return [];
  const input = inputs.length === 1 ? heredocContent(inputs[0] as ShellRedirect) : null;
  const name = words[0]?.text;
  if (name === 'tee') return input === null ? [] : teeWrites(words.slice(1), outputs, input, cwd);
  const content =
    name === 'cat' && words.length === 1 ? input : inputs.length === 0 ? printed(name, words.slice(1)) : null;
  const [output] = outputs;
  if (content === null || output === undefined || outputs.length !== 1) return [];
  return written([output.target], output.operator === '>>' ? 'append' : 'write', content, cwd);
}

function isErrorOutput({ fd, operator, target }: ShellRedirect): boolean {
  return (
    fd === 2 &&
    (operator === '>' || operator === '>>' || operator === '>&') &&
    (isSink(target.text) || target.text === '1')
  );
}

function teeWrites(
  args: readonly ShellWord[],
  outputs: readonly ShellRedirect[],
  content: string,
  cwd: string | null,
): Omit<WholeFileWrite, 'last'>[] {
  const split = splitArguments(args, { flags: 'a', long: ['append'] });
  if (split === null || !outputs.every(({ target }) => isSink(target.text))) return [];
  return written(split.operands, split.options.length > 0 ? 'append' : 'write', content, cwd);
}

function written(
  files: readonly ShellWord[],
  op: WholeFileWrite['op'],
  content: string,
  cwd: string | null,
): Omit<WholeFileWrite, 'last'>[] {
  return files.flatMap((file) => {
    const path = file.plain ? resolvePath(cwd, file.text) : null;
    return path === null || isSink(path) ? [] : [{ path, content, op }];
  });
}

/** The text that a heredoc hands over, or null where the shell would change it. */
function heredocContent({ operator, fd, heredoc }: ShellRedirect): string | null {
  if (heredoc === null || !heredoc.terminated || (fd ?? 0) !== 0 || !isLiteral(heredoc)) return null;
  return operator === '<<-' ? heredoc.body.replace(/^\t+/gm, '') : heredoc.body;
}

function isLiteral({ quoted, body }: Heredoc): boolean {
  return quoted || !/[$`\\]/.test(body);
}

/** What `echo`, `printf`, `:` and the empty command print, or null where shells may differ. */
function printed(name: string | undefined, args: readonly ShellWord[]): string | null {
  const texts = args.map((word) => word.text);
  if (name === undefined || (name === ':' && args.length === 0) || (name === 'true' && args.length === 0)) return '';
  if (name === 'echo') {
    const isPlain = texts.every((text) => !text.includes('\\')) && !texts[0]?.startsWith('-');
    return isPlain ? `${texts.join(' ')}\n` : null;
  }
  return name === 'printf' ? printfText(texts) : null;
}

function printfText([format, ...values]: readonly string[]): string | null {
  if (format === undefined || format.startsWith('-')) return null;
  const directives: readonly string[] = format.match(/%(?:%|s)?/g) ?? [];
  if (directives.includes('%') || /\\[^nt\\]|\\$/.test(format)) return null;
  const holes = directives.filter((directive) => directive === '%s').length;
  if (holes === 0 ? values.length > 0 : holes > 1 || values.length === 0) return null;
  const marks = new Map([
    ['%%', '%'],
    ['\\n', '\n'],
    ['\\t', '\t'],
    ['\\\\', '\\'],
  ]);
  const fill = (value: string): string => format.replace(/%%|%s|\\[nt\\]/g, (mark) => marks.get(mark) ?? value);
  return holes === 0 ? fill('') : values.map(fill).join('');
}
