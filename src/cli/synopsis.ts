/** One form in which a command may be written, as the first lines of its help tell it. */
interface SynopsisForm {
  /** The word behind the command's name: `show` of `sessions show`; null: none is needed. */
  readonly word: string | null;
  /** Lower-case words that may stand where an operand is: `verify` and `rebuild` beside `status`. */
  readonly words: readonly string[];
  /** What else is named, in capitals: `SESSION`, `FILE@REF`. */
  readonly operands: readonly string[];
}

export interface Synopsis {
  /** The lines themselves. */
  readonly lines: readonly string[];
  /** What the command is for: the sentences behind them. */
  readonly about: string;
  readonly forms: readonly SynopsisForm[];
}

/** Reads a usage text: lines that begin with `ai-blame`, an empty line, and what the command is for. */
export function readSynopsis(usage: string, command: string): Synopsis {
  const [head = '', ...rest] = usage.split('\n\n');
  const lines = head.split('\n');
  return { lines, about: rest.join('\n\n'), forms: lines.map((line) => formOf(line, command)) };
}

function formOf(line: string, command: string): SynopsisForm {
  // Values of options are told by the options.
  const tokens = line
    .replace('ai-blame', '')
    .replace(/--[a-z-]+ [A-Za-z|:.-]+/g, '')
    .split(/[\s|[\]]+|\u2026|\.\.\.(?=\])/)
    .filter((token) => token !== '' && token !== command && token !== 'options' && !token.startsWith('-'));
  const words = tokens.filter((token) => /^[a-z][a-z-]*$/.test(token));
  const operands = tokens.filter((token) => /^[A-Z]{2}/.test(token) || /^A\.\./.test(token));
  return { word: words[0] ?? null, words, operands };
}
