import { isSink, resolvePath } from './command-effect.js';
import { isErrorOutput, mayTouch, plainScript } from './plain-statements.js';
import { splitArguments } from './program-words.js';
import type { Heredoc, ShellCommand, ShellRedirect, ShellWord } from './shell-script.js';

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
 * `echo` and `printf` of plain words into a file, `: > f`. Only plain statements are read (see `plainScript`).
 *
 * @param command and `cwd` as for `classifyCommand`.
 */
export function wholeFileWrites(command: readonly string[] | string, cwd: string | null): WholeFileWrite[] {
  const script = plainScript(command, cwd);
  if (script === null) return [];
  const writes = script.statements.flatMap((statement) =>
    writesOf(statement.command, statement.cwd).map((write) => ({ ...write, place: statement.place })),
  );
  if (writes.length === 0) return [];
  const effects = script.length <= MAX_COMMANDS ? script.effects() : null;
  return writes.map(({ place, ...write }) => {
    const isSafe = effects !== null && !effects.slice(place + 1).some((effect) => mayTouch(effect, write.path));
    return { ...write, last: isSafe };
  });
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
