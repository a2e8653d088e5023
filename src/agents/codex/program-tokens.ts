/** A piece of a program. Texts, patterns and comments are passed over: of them only the place is told. */
export interface Token {
  readonly kind: 'word' | 'mark' | 'literal';
  /** The word, or the one character of the mark; empty for literals. */
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

/** Longer programs are not taken apart. */
const MAX_LENGTH = 1024 ** 2;

const BLANK = /\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\//y;
const WORD = /[\w$\u00aa-\uffff]+/y;
const QUOTED = /"(?:[^"\\\n\r]|\\[\s\S])*"|'(?:[^'\\\n\r]|\\[\s\S])*'/y;
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)/y;
const PATTERN = /\/(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\//y;

/** Words after which a slash begins a pattern. */
const BEFORE_PATTERN = new Set(['return', 'typeof', 'case', 'in', 'of', 'await', 'delete', 'void', 'yield', 'throw']);

/**
 * Takes a JavaScript program apart, without understanding it.
 * @returns null where that is not sure: a slash may be a division or begin a pattern, or something has no end.
 */
export function tokensOf(program: string): Token[] | null {
  return program.length > MAX_LENGTH ? null : new Tokeniser(program).run();
}

class Tokeniser {
  private readonly program: string;
  private readonly tokens: Token[] = [];
  private at = 0;
  private depth = 0;
  /** For each template that is open the depth of braces that its expression began at. */
  private readonly templates: number[] = [];

  constructor(program: string) {
    this.program = program;
  }

  run(): Token[] | null {
    while (this.at < this.program.length) {
      if (this.match(BLANK) === null && !this.token()) {
        return null;
      }
    }
    return this.templates.length === 0 ? this.tokens : null;
  }

  private token(): boolean {
    const from = this.at;
    const word = this.match(WORD);
    if (word !== null) {
      this.tokens.push({ kind: 'word', text: word[0], at: from });
      return true;
    }
    switch (this.program[from]) {
      case '"':
      case "'":
        return this.literal(QUOTED);
      case '`':
        this.at += 1;
        return this.template(from);
      case '/':
        // A comment without an end.
        return this.program[from + 1] !== '*' && this.slash();
      case '\\':
        return false;
      case '{':
        this.depth += 1;
        break;
      case '}':
        if (this.templates.at(-1) === this.depth) {
          this.templates.pop();
          this.at += 1;
          return this.template(from);
        }
        this.depth -= 1;
        break;
      default:
    }
    this.mark(from);
    return true;
  }

  private mark(from: number): void {
    this.tokens.push({ kind: 'mark', text: this.program[from] ?? '', at: from });
    this.at = from + 1;
  }

  /** The text of a template, up to its end or to the next expression in it. */
  private template(from: number): boolean {
    const match = this.match(TEMPLATE);
    if (match === null) {
      return false;
    }
    this.tokens.push({ kind: 'literal', text: '', at: from });
    if (match[1] !== '`') {
      this.templates.push(this.depth);
      this.tokens.push({ kind: 'mark', text: '{', at: this.at - 1 });
    }
    return true;
  }

  private slash(): boolean {
    const last = this.tokens.at(-1);
    const before = this.tokens.at(-2);
    if (last?.kind === 'literal' || last?.text === ']' || (last?.kind === 'word' && !BEFORE_PATTERN.has(last.text))) {
      this.mark(this.at);
      return true;
    }
    const isUnclear =
      last?.text === ')' || last?.text === '}' || (/^[-+]$/.test(last?.text ?? '') && before?.text === last?.text);
    return !isUnclear && this.literal(PATTERN);
  }

  private literal(form: RegExp): boolean {
    const from = this.at;
    if (this.match(form) === null) {
      return false;
    }
    this.tokens.push({ kind: 'literal', text: '', at: from });
    return true;
  }

  private match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at;
    const match = form.exec(this.program);
    if (match !== null) {
      this.at += match[0].length;
    }
    return match;
  }
}
