import type { ReadFailure } from './shell-cursor.js';
import { ShellCursor } from './shell-cursor.js';
import type {
  Connector,
  Heredoc,
  RedirectOperator,
  ShellCommand,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from './shell-script.js';
import type { ScriptReader } from './word-reader.js';
import { WordReader } from './word-reader.js';

export type TokenisedShell =
  | { readonly ok: true; readonly script: ShellScript }
  | { readonly ok: false; readonly reason: ReadFailure };

/** Longest text that is read, in UTF-16 units. */
export const MAX_SCRIPT_LENGTH = 1024 * 1024;

/** Most commands of one script (or substitution). */
const MAX_COMMANDS = 20_000;

/** Substitutions and subshells inside one another. */
const MAX_DEPTH = 24;

const REDIRECTS: readonly RedirectOperator[] = [
  '&>>',
  '<<<',
  '<<-',
  '&>',
  '>>',
  '>|',
  '>&',
  '<<',
  '<>',
  '<&',
  '>',
  '<',
];
const CONTROLS: readonly Connector[] = ['&&', '||', '|&', '|', '&', ';'];

/**
 * Splits a command line into commands, words and redirections as a POSIX shell (with the common forms of bash and zsh) would.
 * Nothing is expanded and nothing is run.
 */
export function tokenise(text: string): TokenisedShell {
  if (text.length > MAX_SCRIPT_LENGTH) return { ok: false, reason: 'too_large' };
  return new ShellReader(text, 0).readAll();
}

class ShellReader implements ScriptReader {
  readonly #cursor: ShellCursor;
  readonly #words: WordReader;
  readonly #depth: number;
  #subshells = 0;
  /** Heredocs whose bodies begin behind the next line end. */
  #pending: OpenHeredoc[] = [];

  constructor(text: string, depth: number) {
    this.#cursor = new ShellCursor(text);
    this.#words = new WordReader(this.#cursor, this);
    this.#depth = depth;
  }

  upToParenthesis(depth: number): ShellScript {
    return this.#readScript(true, depth);
  }

  separate(text: string, depth: number): ShellScript {
    const read = new ShellReader(text, depth).readAll();
    if (read.ok) return read.script;
    this.#cursor.fail(read.reason);
    return { commands: [] };
  }

  readAll(): TokenisedShell {
    const script = this.#readScript(false, this.#depth);
    this.#readHeredocs();
    return this.#cursor.failure === null ? { ok: true, script } : { ok: false, reason: this.#cursor.failure };
  }

  /** @param nested up to the `)` that closes a substitution, which is consumed. */
  #readScript(nested: boolean, depth: number): ShellScript {
    const commands: ShellCommand[] = [];
    if (depth > MAX_DEPTH) {
      this.#cursor.fail('too_deep');
      return { commands };
    }
    const subshells: number[] = [];
    let connector = 'start' as Connector;
    let command = newCommand();
    const finish = (terminator: Connector): void => {
      if (isInTest(command)) this.#cursor.fail('syntax');
      if (commands.length >= MAX_COMMANDS) this.#cursor.fail('too_large');
      if (!isEmpty(command)) commands.push({ ...command, connector, terminator, subshells: [...subshells] });
      // Empty lines and comments do not hide what a command is joined by.
      if (!isEmpty(command) || terminator !== ';' || connector === ')') connector = terminator;
      command = newCommand();
    };
    for (;;) {
      this.#skipBlanks();
      const char = this.#cursor.text[this.#cursor.at];
      if (char === undefined) {
        if (nested || subshells.length > 0) this.#cursor.fail('syntax');
        finish('end');
        return { commands };
      }
      if (char === '\n') {
        this.#cursor.at++;
        this.#readHeredocs();
        finish(';');
      } else if (isInTest(command)) {
        this.#addWord(command, depth);
      } else if (char === '#') {
        this.#skipComment();
      } else if (char === '(') {
        if (this.#cursor.text.startsWith('((', this.#cursor.at) && isEmpty(command)) {
          command.words.push(this.#words.readArithmetic());
          continue;
        }
        // `name (`: a function.
        if (!isControl(command)) this.#cursor.fail('syntax');
        if (subshells.length >= MAX_DEPTH) this.#cursor.fail('too_deep');
        this.#cursor.at++;
        finish('(');
        subshells.push(++this.#subshells);
      } else if (char === ')') {
        this.#cursor.at++;
        if (subshells.length === 0) {
          if (!nested) this.#cursor.fail('syntax');
          finish('end');
          return { commands };
        }
        finish(')');
        subshells.pop();
      } else if (!this.#readRedirect(command, depth)) {
        const control = CONTROLS.find((operator) => this.#cursor.text.startsWith(operator, this.#cursor.at));
        if (control === undefined) this.#addWord(command, depth);
        else if (this.#cursor.text.startsWith(';;', this.#cursor.at)) this.#cursor.fail('syntax');
        // An operator with nothing before it.
        else if (isEmpty(command) && connector !== ')') this.#cursor.fail('syntax');
        else {
          this.#cursor.at += control.length;
          finish(control);
        }
      }
    }
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#cursor.text[this.#cursor.at];
      if (char === ' ' || char === '\t') this.#cursor.at++;
      else if (char === '\\' && this.#cursor.text[this.#cursor.at + 1] === '\n') this.#cursor.at += 2;
      else return;
    }
  }

  #skipComment(): void {
    const end = this.#cursor.text.indexOf('\n', this.#cursor.at);
    this.#cursor.at = end === -1 ? this.#cursor.text.length : end;
  }

  #addWord(command: OpenCommand, depth: number): void {
    const start = this.#cursor.at;
    const word = this.#words.readWord(depth, isInTest(command));
    if (this.#cursor.at === start) this.#cursor.fail('syntax');
    const isName = command.words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(this.#cursor.text.slice(start, start + 200));
    (isName ? command.assignments : command.words).push(word);
  }

  #readRedirect(command: OpenCommand, depth: number): boolean {
    let at = this.#cursor.at;
    while (isDigit(this.#cursor.text[at])) at++;
    const fd =
      at > this.#cursor.at && at - this.#cursor.at < 6 ? Number(this.#cursor.text.slice(this.#cursor.at, at)) : null;
    if (at > this.#cursor.at && fd === null) return false;
    const operator = REDIRECTS.find((each) => this.#cursor.text.startsWith(each, at));
    if (operator === undefined || (fd !== null && operator.startsWith('&'))) return false;
    // `<(…)` and `>(…)` are words.
    if ((operator === '<' || operator === '>') && this.#cursor.text[at + 1] === '(') return false;
    this.#cursor.at = at + operator.length;
    this.#skipBlanks();
    const start = this.#cursor.at;
    const target = this.#words.readWord(depth, false);
    if (this.#cursor.at === start) this.#cursor.fail('syntax');
    const redirect: OpenRedirect = { operator, fd, target, heredoc: null };
    command.redirects.push(redirect);
    if (operator === '<<' || operator === '<<-') this.#pending.push({ redirect, stripTabs: operator === '<<-' });
    return true;
  }

  #readHeredocs(): void {
    for (const { redirect, stripTabs } of this.#pending) {
      const start = this.#cursor.at;
      let bodyEnd = this.#cursor.text.length;
      let terminated = false;
      while (!terminated && this.#cursor.at < this.#cursor.text.length) {
        const lineStart = this.#cursor.at;
        const newline = this.#cursor.text.indexOf('\n', lineStart);
        const lineEnd = newline === -1 ? this.#cursor.text.length : newline;
        this.#cursor.at = newline === -1 ? lineEnd : newline + 1;
        const line = this.#cursor.text.slice(lineStart, lineEnd);
        terminated = (stripTabs ? line.replace(/^\t+/, '') : line) === redirect.target.text;
        if (terminated) bodyEnd = lineStart;
      }
      const body = this.#cursor.text.slice(start, bodyEnd);
      redirect.heredoc = { body, quoted: redirect.target.quoted, terminated };
    }
    this.#pending = [];
  }
}

interface OpenHeredoc {
  readonly redirect: OpenRedirect;
  readonly stripTabs: boolean;
}

type OpenRedirect = Omit<ShellRedirect, 'heredoc'> & { heredoc: Heredoc | null };

interface OpenCommand {
  assignments: ShellWord[];
  words: ShellWord[];
  redirects: OpenRedirect[];
}

function newCommand(): OpenCommand {
  return { assignments: [], words: [], redirects: [] };
}

function isEmpty({ assignments, words, redirects }: OpenCommand): boolean {
  return assignments.length + words.length + redirects.length === 0;
}

const CONTROL_WORDS: readonly string[] = ['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', 'time', '{'];

/** Whether only words were read behind which a command begins, such as `if` and `!`. */
function isControl({ words, assignments, redirects }: OpenCommand): boolean {
  return assignments.length + redirects.length === 0 && words.length <= MAX_DEPTH && words.every(isControlWord);
}

function isControlWord({ text, quoted }: ShellWord): boolean {
  return !quoted && CONTROL_WORDS.includes(text);
}

/** Inside `[[ … ]]`, where operators are ordinary characters. */
function isInTest({ words, assignments, redirects }: OpenCommand): boolean {
  if (words.length === 0 || words.at(-1)?.text === ']]' || assignments.length + redirects.length > 0) return false;
  // Only the beginning is looked at: this is asked before every word.
  const first = words.slice(0, MAX_DEPTH).find((word) => !isControlWord(word));
  return first?.text === '[[' && !first.quoted;
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}
