import type { ShellCursor } from './shell-cursor.js';
import type { ShellScript, ShellWord } from './shell-script.js';

/** Reads the scripts of substitutions. */
export interface ScriptReader {
  /** From the cursor on, up to the `)` that closes it, which is consumed. */
  upToParenthesis(depth: number): ShellScript;
  separate(text: string, depth: number): ShellScript;
}

/** Reads words at a cursor: quotes, escapes, expansions. */
export class WordReader {
  readonly #cursor: ShellCursor;
  readonly #scripts: ScriptReader;

  constructor(cursor: ShellCursor, scripts: ScriptReader) {
    this.#cursor = cursor;
    this.#scripts = scripts;
  }

  /** @param isTest inside `[[ … ]]`, where operators are ordinary characters. */
  readWord(depth: number, isTest: boolean): ShellWord {
    const word: OpenWord = { parts: [], plain: true, quoted: false, brace: false, substitutions: [] };
    const text = this.#cursor.text;
    if (isTest && /^\]\](?:[\s;&|)]|$)/.test(text.slice(this.#cursor.at, this.#cursor.at + 3))) {
      this.#cursor.at += 2;
      return { text: ']]', plain: true, quoted: false, substitutions: [] };
    }
    if (text[this.#cursor.at] === '~') word.plain = false;
    for (;;) {
      const char = text[this.#cursor.at];
      if (char === undefined || char === ' ' || char === '\t' || char === '\n') break;
      const isProcess = (char === '<' || char === '>') && text[this.#cursor.at + 1] === '(' && !isTest;
      if (isProcess) {
        this.#cursor.at += 2;
        this.#substitute(word, depth);
      } else if (!isTest && '|&;()<>'.includes(char)) {
        break;
      } else if (char === '\\') {
        const next = text[this.#cursor.at + 1];
        this.#cursor.at += 2;
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
        this.#cursor.at++;
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
    const end = this.#cursor.text.indexOf("'", this.#cursor.at + 1);
    if (end === -1) {
      this.#cursor.fail('syntax');
      return;
    }
    word.quoted = true;
    word.parts.push(this.#cursor.text.slice(this.#cursor.at + 1, end));
    this.#cursor.at = end + 1;
  }

  #readDoubleQuotes(word: OpenWord, depth: number): void {
    word.quoted = true;
    this.#cursor.at++;
    for (;;) {
      const char = this.#cursor.text[this.#cursor.at];
      if (char === undefined) {
        this.#cursor.fail('syntax');
        return;
      }
      if (char === '"') {
        this.#cursor.at++;
        return;
      }
      if (char === '\\') {
        const next = this.#cursor.text[this.#cursor.at + 1] ?? '';
        this.#cursor.at += 2;
        if (next !== '\n') word.parts.push('$`"\\'.includes(next) ? next : `\\${next}`);
      } else if (char === '$') {
        this.#readDollar(word, depth, true);
      } else if (char === '`') {
        this.#readBackticks(word, depth);
      } else {
        word.parts.push(char);
        this.#cursor.at++;
      }
    }
  }

  #readDollar(word: OpenWord, depth: number, inQuotes: boolean): void {
    const text = this.#cursor.text;
    const next = text[this.#cursor.at + 1] ?? '';
    if (next === '(' && text[this.#cursor.at + 2] === '(') {
      this.#cursor.at++;
      const arithmetic = this.readArithmetic();
      word.plain = false;
      word.parts.push('$', arithmetic.text);
    } else if (next === '(') {
      this.#cursor.at += 2;
      this.#substitute(word, depth);
    } else if (next === '{') {
      const end = text.indexOf('}', this.#cursor.at);
      const inner = text.slice(this.#cursor.at, end + 1);
      if (end === -1 || inner.includes('$(') || inner.includes('`') || inner.includes("'") || inner.includes('"')) {
        this.#cursor.fail('syntax');
        return;
      }
      word.plain = false;
      word.parts.push(inner);
      this.#cursor.at = end + 1;
    } else if (next === "'" && !inQuotes) {
      this.#readAnsiQuotes(word);
    } else if (next === '"' && !inQuotes) {
      this.#cursor.at++;
    } else {
      if (/[\w@*#?$!-]/.test(next)) word.plain = false;
      word.parts.push('$');
      this.#cursor.at++;
    }
  }

  /** `$'…'`: its escapes are not worked out. */
  #readAnsiQuotes(word: OpenWord): void {
    let end = this.#cursor.at + 2;
    while (end < this.#cursor.text.length && this.#cursor.text[end] !== "'")
      end += this.#cursor.text[end] === '\\' ? 2 : 1;
    if (end >= this.#cursor.text.length) {
      this.#cursor.fail('syntax');
      return;
    }
    const inner = this.#cursor.text.slice(this.#cursor.at + 2, end);
    if (inner.includes('\\')) word.plain = false;
    word.quoted = true;
    word.parts.push(inner);
    this.#cursor.at = end + 1;
  }

  #readBackticks(word: OpenWord, depth: number): void {
    let end = this.#cursor.at + 1;
    while (end < this.#cursor.text.length && this.#cursor.text[end] !== '`')
      end += this.#cursor.text[end] === '\\' ? 2 : 1;
    if (end >= this.#cursor.text.length) {
      this.#cursor.fail('syntax');
      return;
    }
    const inner = this.#cursor.text.slice(this.#cursor.at + 1, end).replace(/\\([\\$`])/g, '$1');
    this.#cursor.at = end + 1;
    word.plain = false;
    word.substitutions.push(this.#scripts.separate(inner, depth + 1));
  }

  #substitute(word: OpenWord, depth: number): void {
    word.plain = false;
    word.substitutions.push(this.#scripts.upToParenthesis(depth + 1));
  }

  /** `((…))`, without looking into it. */
  readArithmetic(): ShellWord {
    const end = this.#cursor.text.indexOf('))', this.#cursor.at);
    const text = this.#cursor.text.slice(this.#cursor.at, end === -1 ? undefined : end + 2);
    if (end === -1 || text.includes('`') || text.includes('$(')) this.#cursor.fail('syntax');
    else this.#cursor.at = end + 2;
    return { text, plain: false, quoted: false, substitutions: [] };
  }
}

interface OpenWord {
  parts: string[];
  plain: boolean;
  quoted: boolean;
  /** An unquoted `{`. */
  brace: boolean;
  substitutions: ShellScript[];
}
