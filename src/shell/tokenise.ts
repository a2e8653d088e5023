import type {
  Connector,
  Heredoc,
  RedirectOperator,
  ShellCommand,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from './shell-script.js';

export type TokenisedShell =
  | { readonly ok: true; readonly script: ShellScript }
  | {
      readonly ok: false;
      /** `syntax`: a quote or parenthesis without its partner, or a form that is not understood (functions, `case`). */
      readonly reason: 'too_large' | 'too_deep' | 'syntax';
    };

/** Longest text that is read, in UTF-16 units. */
export const MAX_SCRIPT_LENGTH = 1024 * 1024;

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

class ShellReader {
  readonly #text: string;
  readonly #depth: number;
  /** Offset of the next character. */
  #at = 0;
  #subshells = 0;
  #failure: 'too_deep' | 'syntax' | null = null;
  /** Heredocs whose bodies begin behind the next line end. */
  #pending: OpenHeredoc[] = [];

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  readAll(): TokenisedShell {
    const script = this.#readScript(false, this.#depth);
    this.#readHeredocs();
    return this.#failure === null ? { ok: true, script } : { ok: false, reason: this.#failure };
  }

  #fail(reason: 'too_deep' | 'syntax'): void {
    this.#failure ??= reason;
    this.#at = this.#text.length;
  }

  /** @param nested up to the `)` that closes a substitution, which is consumed. */
  #readScript(nested: boolean, depth: number): ShellScript {
    const commands: ShellCommand[] = [];
    if (depth > MAX_DEPTH) {
      this.#fail('too_deep');
      return { commands };
    }
    const subshells: number[] = [];
    let connector = 'start' as Connector;
    let command = newCommand();
    const finish = (terminator: Connector): void => {
      if (isInTest(command)) this.#fail('syntax');
      if (!isEmpty(command)) commands.push({ ...command, connector, terminator, subshells: [...subshells] });
      // Empty lines and comments do not hide what a command is joined by.
      if (!isEmpty(command) || terminator !== ';' || connector === ')') connector = terminator;
      command = newCommand();
    };
    for (;;) {
      this.#skipBlanks();
      const char = this.#text[this.#at];
      if (char === undefined) {
        if (nested || subshells.length > 0) this.#fail('syntax');
        finish('end');
        return { commands };
      }
      if (char === '\n') {
        this.#at++;
        this.#readHeredocs();
        finish(';');
      } else if (isInTest(command)) {
        this.#addWord(command, depth);
      } else if (char === '#') {
        this.#skipComment();
      } else if (char === '(') {
        if (this.#text.startsWith('((', this.#at) && isEmpty(command)) {
          command.words.push(this.#readArithmetic());
          continue;
        }
        // `name (`: a function.
        if (!isControl(command)) this.#fail('syntax');
        if (subshells.length >= MAX_DEPTH) this.#fail('too_deep');
        this.#at++;
        finish('(');
        subshells.push(++this.#subshells);
      } else if (char === ')') {
        this.#at++;
        if (subshells.length === 0) {
          if (!nested) this.#fail('syntax');
          finish('end');
          return { commands };
        }
        finish(')');
        subshells.pop();
      } else if (!this.#readRedirect(command, depth)) {
        const control = CONTROLS.find((operator) => this.#text.startsWith(operator, this.#at));
        if (control === undefined) this.#addWord(command, depth);
        else if (this.#text.startsWith(';;', this.#at)) this.#fail('syntax');
        // An operator with nothing before it.
        else if (isEmpty(command) && connector !== ')') this.#fail('syntax');
        else {
          this.#at += control.length;
          finish(control);
        }
      }
    }
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === ' ' || char === '\t') this.#at++;
      else if (char === '\\' && this.#text[this.#at + 1] === '\n') this.#at += 2;
      else return;
    }
  }

  #skipComment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end;
  }

  #addWord(command: OpenCommand, depth: number): void {
    const start = this.#at;
    const word = this.#readWord(depth, isInTest(command));
    if (this.#at === start) this.#fail('syntax');
    const isName = command.words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(this.#text.slice(start, start + 200));
    (isName ? command.assignments : command.words).push(word);
  }

  #readArithmetic(): ShellWord {
    const end = this.#text.indexOf('))', this.#at);
    const text = this.#text.slice(this.#at, end === -1 ? undefined : end + 2);
    if (end === -1 || text.includes('`') || text.includes('$(')) this.#fail('syntax');
    else this.#at = end + 2;
    return { text, plain: false, quoted: false, substitutions: [] };
  }

  #readRedirect(command: OpenCommand, depth: number): boolean {
    let at = this.#at;
    while (isDigit(this.#text[at])) at++;
    const fd = at > this.#at && at - this.#at < 6 ? Number(this.#text.slice(this.#at, at)) : null;
    if (at > this.#at && fd === null) return false;
    const operator = REDIRECTS.find((each) => this.#text.startsWith(each, at));
    if (operator === undefined || (fd !== null && operator.startsWith('&'))) return false;
    // `<(…)` and `>(…)` are words.
    if ((operator === '<' || operator === '>') && this.#text[at + 1] === '(') return false;
    this.#at = at + operator.length;
    this.#skipBlanks();
    const start = this.#at;
    const target = this.#readWord(depth, false);
    if (this.#at === start) this.#fail('syntax');
    const redirect: OpenRedirect = { operator, fd, target, heredoc: null };
    command.redirects.push(redirect);
    if (operator === '<<' || operator === '<<-') this.#pending.push({ redirect, stripTabs: operator === '<<-' });
    return true;
  }

  #readHeredocs(): void {
    for (const { redirect, stripTabs } of this.#pending) {
      const start = this.#at;
      let bodyEnd = this.#text.length;
      let terminated = false;
      while (!terminated && this.#at < this.#text.length) {
        const lineStart = this.#at;
        const newline = this.#text.indexOf('\n', lineStart);
        const lineEnd = newline === -1 ? this.#text.length : newline;
        this.#at = newline === -1 ? lineEnd : newline + 1;
        const line = this.#text.slice(lineStart, lineEnd);
        terminated = (stripTabs ? line.replace(/^\t+/, '') : line) === redirect.target.text;
        if (terminated) bodyEnd = lineStart;
      }
      const body = this.#text.slice(start, bodyEnd);
      redirect.heredoc = { body, quoted: redirect.target.quoted, terminated };
    }
    this.#pending = [];
  }

  /** @param isTest inside `[[ … ]]`, where operators are ordinary characters. */
  #readWord(depth: number, isTest: boolean): ShellWord {
    const word: OpenWord = { parts: [], plain: true, quoted: false, brace: false, substitutions: [] };
    const text = this.#text;
    if (isTest && /^\]\](?:[\s;&|)]|$)/.test(text.slice(this.#at, this.#at + 3))) {
      this.#at += 2;
      return { text: ']]', plain: true, quoted: false, substitutions: [] };
    }
    if (text[this.#at] === '~') word.plain = false;
    for (;;) {
      const char = text[this.#at];
      if (char === undefined || char === ' ' || char === '\t' || char === '\n') break;
      const isProcess = (char === '<' || char === '>') && text[this.#at + 1] === '(' && !isTest;
      if (isProcess) {
        this.#at += 2;
        this.#substitute(word, depth);
      } else if (!isTest && '|&;()<>'.includes(char)) {
        break;
      } else if (char === '\\') {
        const next = text[this.#at + 1];
        this.#at += 2;
        if (next === '\n') continue;
        word.quoted = true;
        word.parts.push(next ?? '\\');
      } else if (char === "'") {
        this.#readSingleQuotes(word);
      } else if (char === '"') {
        this.#readDoubleQuotes(word, depth);
      } else if (char === '$') {
        this.#readDollar(word, depth, false);
      } else if (char === '`') {
        this.#readBackticks(word, depth);
      } else {
        if (char === '*' || char === '?' || char === '[') word.plain = false;
        if (char === '{') word.brace = true;
        word.parts.push(char);
        this.#at++;
      }
    }
    const joined = word.parts.join('');
    const isTestMark = joined === '[' || joined === '[[';
    if (word.brace && (joined.includes(',') || joined.includes('..'))) word.plain = false;
    return {
      text: joined,
      plain: word.plain || isTestMark,
      quoted: word.quoted,
      substitutions: word.substitutions,
    };
  }

  #readSingleQuotes(word: OpenWord): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end === -1) {
      this.#fail('syntax');
      return;
    }
    word.quoted = true;
    word.parts.push(this.#text.slice(this.#at + 1, end));
    this.#at = end + 1;
  }

  #readDoubleQuotes(word: OpenWord, depth: number): void {
    word.quoted = true;
    this.#at++;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) {
        this.#fail('syntax');
        return;
      }
      if (char === '"') {
        this.#at++;
        return;
      }
      if (char === '\\') {
        const next = this.#text[this.#at + 1] ?? '';
        this.#at += 2;
        if (next !== '\n') word.parts.push('$`"\\'.includes(next) ? next : `\\${next}`);
      } else if (char === '$') {
        this.#readDollar(word, depth, true);
      } else if (char === '`') {
        this.#readBackticks(word, depth);
      } else {
        word.parts.push(char);
        this.#at++;
      }
    }
  }

  #readDollar(word: OpenWord, depth: number, inQuotes: boolean): void {
    const text = this.#text;
    const next = text[this.#at + 1] ?? '';
    if (next === '(' && text[this.#at + 2] === '(') {
      this.#at++;
      const arithmetic = this.#readArithmetic();
      word.plain = false;
      word.parts.push('$', arithmetic.text);
    } else if (next === '(') {
      this.#at += 2;
      this.#substitute(word, depth);
    } else if (next === '{') {
      const end = text.indexOf('}', this.#at);
      const inner = text.slice(this.#at, end + 1);
      if (end === -1 || inner.includes('$(') || inner.includes('`') || inner.includes("'") || inner.includes('"')) {
        this.#fail('syntax');
        return;
      }
      word.plain = false;
      word.parts.push(inner);
      this.#at = end + 1;
    } else if (next === "'" && !inQuotes) {
      this.#readAnsiQuotes(word);
    } else if (next === '"' && !inQuotes) {
      this.#at++;
    } else {
      if (/[\w@*#?$!-]/.test(next)) word.plain = false;
      word.parts.push('$');
      this.#at++;
    }
  }

  /** `$'…'`: its escapes are not worked out. */
  #readAnsiQuotes(word: OpenWord): void {
    let end = this.#at + 2;
    while (end < this.#text.length && this.#text[end] !== "'") end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) {
      this.#fail('syntax');
      return;
    }
    const inner = this.#text.slice(this.#at + 2, end);
    if (inner.includes('\\')) word.plain = false;
    word.quoted = true;
    word.parts.push(inner);
    this.#at = end + 1;
  }

  #readBackticks(word: OpenWord, depth: number): void {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== '`') end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) {
      this.#fail('syntax');
      return;
    }
    const inner = this.#text.slice(this.#at + 1, end).replace(/\\([\\$`])/g, '$1');
    this.#at = end + 1;
    const read = new ShellReader(inner, depth + 1).readAll();
    if (!read.ok) {
      this.#fail(read.reason === 'too_deep' ? 'too_deep' : 'syntax');
      return;
    }
    word.plain = false;
    word.substitutions.push(read.script);
  }

  #substitute(word: OpenWord, depth: number): void {
    word.plain = false;
    word.substitutions.push(this.#readScript(true, depth + 1));
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

interface OpenWord {
  parts: string[];
  plain: boolean;
  quoted: boolean;
  /** An unquoted `{`. */
  brace: boolean;
  substitutions: ShellScript[];
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
