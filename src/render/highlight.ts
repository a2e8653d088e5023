import { runInNewContext } from 'node:vm';
import hljs from 'highlight.js/lib/common';
import type { SyntaxKind, SyntaxPiece } from './syntax.js';
import { languageOf } from './syntax-language.js';

/** What is longer is shown as it is: characters of a file (some languages take 3 seconds for a million), and of a line. */
const MOST_CHARACTERS = 512 * 1024;
const LONGEST_LINE = 20_000;
/** Milliseconds: for some texts the library's patterns take a time that grows with the square of their length. */
const PATIENCE = 3000;

/** By the library's scopes (their first word), as far as they show. */
const KINDS: Readonly<Record<string, SyntaxKind>> = {
  keyword: 'keyword',
  literal: 'keyword',
  operator: 'keyword',
  name: 'keyword',
  'selector-tag': 'keyword',
  deletion: 'keyword',
  string: 'string',
  regexp: 'string',
  char: 'string',
  symbol: 'string',
  code: 'string',
  link: 'string',
  addition: 'string',
  number: 'number',
  title: 'name',
  section: 'name',
  attr: 'name',
  attribute: 'name',
  'selector-class': 'name',
  'selector-id': 'name',
  built_in: 'type',
  type: 'type',
  comment: 'comment',
  quote: 'comment',
  doctag: 'comment',
  meta: 'meta',
  bullet: 'meta',
  variable: 'meta',
  'template-variable': 'meta',
};

export type Highlighting =
  | { readonly lines: readonly (readonly SyntaxPiece[] | null)[] }
  | { readonly none: 'no-language' | 'too-long' };

/**
 * Takes the text of a file apart by the syntax of its language. The pieces of a line are its text: where they would not be, and where a
 * character would be cut in two, the line is null.
 * @param lines all of the file, so that what begins in one goes on in the next; without their ends, safe to print.
 */
export function highlight(lines: readonly string[], path: string, patience: number = PATIENCE): Highlighting {
  const language = languageOf(path, lines[0] ?? '', (name) => hljs.getLanguage(name) !== undefined);
  if (language === null) return { none: 'no-language' };
  const size = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (size > MOST_CHARACTERS || lines.some((line) => line.length > LONGEST_LINE)) return { none: 'too-long' };
  const html = htmlWithin(patience, lines.join('\n'), language);
  if (html === null) return { none: 'too-long' };
  const found = piecesOf(html);
  return { lines: lines.map((line, place) => checked(found[place] ?? [], line)) };
}

/** null: it took longer. */
function htmlWithin(timeout: number, text: string, language: string): string | null {
  const run = (): string => hljs.highlight(text, { language, ignoreIllegals: true }).value;
  try {
    // What runs below a script with a limit is ended with it, whatever it is.
    return runInNewContext('run()', { run }, { timeout });
  } catch (error) {
    if (Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** The library's answer is HTML of one element, `<span class="hljs-…">`, and five entities. */
function piecesOf(html: string): SyntaxPiece[][] {
  const lines: SyntaxPiece[][] = [[]];
  const open: (SyntaxKind | null)[] = [];
  for (const [, scope, text] of html.matchAll(/<span class="(?:hljs-|language-)([^"]*)">|<\/span>|([^<]+)/g)) {
    if (text !== undefined) {
      const plain = text.replace(/&(amp|lt|gt|quot|#x27);/g, (_, name: string) => ENTITIES[name] ?? '');
      for (const [place, part] of plain.split('\n').entries()) {
        if (place > 0) lines.push([]);
        if (part !== '') lines.at(-1)?.push({ kind: open.at(-1) ?? null, text: part });
      }
    } else if (scope === undefined) open.pop();
    else open.push(kindOf(scope, open.at(-1) ?? null));
  }
  return lines;
}

/** What is put into a string is no string; a scope that does not show is as what is around it. */
function kindOf(scope: string, around: SyntaxKind | null): SyntaxKind | null {
  if (/^subst\b/.test(scope)) return null;
  if (/^title class_/.test(scope)) return 'type';
  return KINDS[scope.split(' ')[0] ?? ''] ?? around;
}

const HALF = /\p{Surrogate}/u;

function checked(pieces: readonly SyntaxPiece[], line: string): readonly SyntaxPiece[] | null {
  const isWhole = pieces.map(({ text }) => text).join('') === line && !pieces.some(({ text }) => HALF.test(text));
  return isWhole ? pieces : null;
}
