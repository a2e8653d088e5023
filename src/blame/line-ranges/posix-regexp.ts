const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t-\\r',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

/**
 * A regular expression of POSIX, in the flavour that programs of GNU speak, as one of JavaScript. `^` and `$` hold at every line;
 * neither `.` nor a list that excludes characters matches a line end (REG_NEWLINE).
 * @param syntax `basic`: `\(`, `\{`, `\|`, `\+` and `\?` are operators; `extended`: those without a backslash are.
 * @throws SyntaxError where it is none.
 */
export function posixRegExp(pattern: string, syntax: 'basic' | 'extended'): RegExp {
  return new RegExp(new Translation(pattern, syntax === 'extended').text(), 'm');
}

class Translation {
  readonly #pattern: string;
  readonly #isExtended: boolean;
  #at = 0;
  /** At the beginning of an expression or branch, where `*` is a character and `^` an anchor. */
  #isFirst = true;
  #result = '';

  constructor(pattern: string, isExtended: boolean) {
    this.#pattern = pattern;
    this.#isExtended = isExtended;
  }

  text(): string {
    while (this.#at < this.#pattern.length) this.#next();
    return this.#result;
  }

  #next(): void {
    const char = this.#pattern[this.#at++] as string;
    if (char === '[') this.#list();
    else if (char === '\\') this.#escape();
    else if (char === '.') this.#add('[^\\n]');
    else if (char === '*') this.#add(this.#isFirst ? '\\*' : '*');
    else if (char === '^') this.#anchor('^', this.#isExtended || this.#isFirst);
    else if (char === '$') this.#anchor('$', this.#isExtended || this.#isLast());
    else if ('(){}|+?'.includes(char)) this.#operator(char, this.#isExtended);
    else this.#add(quoted(char));
  }

  #escape(): void {
    const char = this.#pattern[this.#at++];
    if (char === undefined) throw new SyntaxError('Trailing backslash');
    if ('(){}|+?'.includes(char)) this.#operator(char, !this.#isExtended);
    else if (char === '<') this.#add('\\b(?=\\w)');
    else if (char === '>') this.#add('\\b(?<=\\w)');
    else if (/[bBwWsS1-9]/.test(char)) this.#add(`\\${char}`);
    else this.#add(quoted(char));
  }

  #operator(char: string, isOperator: boolean): void {
    // Where nothing stands before it that could be repeated, a repetition is a character.
    if (!isOperator || (this.#isFirst && '{+?'.includes(char))) {
      this.#add(quoted(char));
      return;
    }
    if (char === '{') this.#repetition();
    else if (char === '}') this.#add('\\}');
    else {
      this.#result += char;
      this.#isFirst = char === '(' || char === '|';
    }
  }

  #repetition(): void {
    const [all, from = '', comma = '', to = ''] =
      /^(\d*)(,?)(\d*)/.exec(this.#pattern.slice(this.#at)) ?? ([] as string[]);
    const end = this.#isExtended ? '}' : '\\}';
    const after = this.#at + (all?.length ?? 0);
    if ((from === '' && to === '') || !this.#pattern.startsWith(end, after))
      throw new SyntaxError('Invalid repetition');
    this.#at = after + end.length;
    this.#add(`{${from === '' ? '0' : from}${comma}${to}}`);
  }

  /** `[…]`: a `]` that stands first is one of the characters; a backslash is a character. */
  #list(): void {
    const isNot = this.#pattern[this.#at] === '^';
    if (isNot) this.#at++;
    let inner = '';
    for (let first = true; ; first = false) {
      const char = this.#pattern[this.#at++];
      if (char === undefined) throw new SyntaxError('Unmatched [');
      if (char === ']' && !first) break;
      const [named, name = ''] = char === '[' ? (/^\[:(\w+):\]/.exec(this.#pattern.slice(this.#at - 1)) ?? []) : [];
      if (named === undefined) inner += char === '-' ? '-' : quoted(char);
      else if (CLASSES[name] === undefined) throw new SyntaxError('Invalid character class name');
      else {
        inner += CLASSES[name];
        this.#at += named.length - 1;
      }
    }
    // What JavaScript would take for a range with a class is a mere hyphen at an end.
    const text = inner.replace(/^-/, '\\-').replace(/-$/, '\\-');
    this.#add(isNot ? `[^\\n${text}]` : `[${text}]`);
  }

  #anchor(char: string, isAnchor: boolean): void {
    if (!isAnchor) this.#add(quoted(char));
    else this.#result += char;
  }

  /** Whether nothing but the end of a group or branch follows. */
  #isLast(): boolean {
    return /^($|\\\)|\\\|)/.test(this.#pattern.slice(this.#at));
  }

  #add(text: string): void {
    this.#result += text;
    this.#isFirst = false;
  }
}

function quoted(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}
