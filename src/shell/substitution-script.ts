/** One substitution of a literal text by another, on each line by itself. */
export interface SubstitutionStep {
  /** Not empty, without line ends. */
  readonly find: string;
  /** Without line ends. */
  readonly replace: string;
  /** Every occurrence on a line, else the first. */
  readonly all: boolean;
}

/** More of them in one script are not read. */
const MAX_STEPS = 100;

/** Marks without a meaning of their own in any dialect, with a backslash or without: as delimiters they may be escaped. */
const NEUTRAL = '/,:;#!%~="- ';

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ ';

/** What a language makes of the two halves of `s///`. */
interface Dialect {
  /** Characters that may stand behind `s`. */
  readonly delimiters: RegExp;
  /** Whether the character at `at` of a pattern stands for something else than itself. */
  isSpecial(pattern: string, at: number): boolean;
  /** Characters that a backslash before them makes, or leaves, literal. */
  readonly escapable: string;
  /** Characters of the replacement that stand for something else. */
  readonly expanded: string;
}

/** Of the characters that POSIX gives a meaning in places only, `^` and `$` have it at the ends of a pattern without groups. */
const BASIC: Dialect = {
  delimiters: /[ -[\]-~]/,
  isSpecial: (pattern, at) => {
    const char = pattern[at] as string;
    return '.[*'.includes(char) || (char === '^' && at === 0) || (char === '$' && at === pattern.length - 1);
  },
  escapable: `.[]*^$\\&@${NEUTRAL}`,
  expanded: '&',
};

const EXTENDED: Dialect = {
  ...BASIC,
  isSpecial: (pattern, at) => '.[*^$+?{}()|'.includes(pattern[at] as string),
  escapable: `.[]*^$+?{}()|\\&@${NEUTRAL}`,
};

/** Perl's double-quoted strings and patterns: a backslash makes every punctuation literal. */
const PERL: Dialect = {
  delimiters: /[/|,!#~%:;]/,
  isSpecial: (pattern, at) => '.[*^$+?{()|@'.includes(pattern[at] as string),
  escapable: PUNCTUATION,
  expanded: '$@',
};

/**
 * The steps of a `sed` script that has nothing but literal substitutions (POSIX.1-2017, `sed` and 9.3; GNU sed 4.9).
 *
 * @param extended the patterns are extended ones (`-E`).
 * @returns null for every other script.
 */
export function sedSteps(script: string, extended: boolean): SubstitutionStep[] | null {
  return readSteps(script, extended ? EXTENDED : BASIC, /[ \t\n;]*/y, /[ \t]*(?:[;\n]|$)/y);
}

/** The steps of Perl code that has nothing but literal substitutions of `$_` (perlop, perlre 5.36); null for every other code. */
export function perlSteps(code: string): SubstitutionStep[] | null {
  return readSteps(code, PERL, /[ \t\n;]*/y, /[ \t\n]*(?:;|$)/y);
}

/** @param before and `after` sticky: what may stand before a statement, and what has to stand behind it. */
function readSteps(text: string, dialect: Dialect, before: RegExp, after: RegExp): SubstitutionStep[] | null {
  const steps: SubstitutionStep[] = [];
  let at = 0;
  for (;;) {
    at = endOfMatch(before, text, at) ?? at;
    if (at >= text.length) return steps;
    const delimiter = text[at + 1] ?? '';
    if (text[at] !== 's' || !dialect.delimiters.test(delimiter) || steps.length >= MAX_STEPS) return null;
    const middle = endOfHalf(text, at + 2, delimiter);
    const end = middle === null ? null : endOfHalf(text, middle + 1, delimiter);
    if (middle === null || end === null) return null;
    const find = literalPattern(text.slice(at + 2, middle), delimiter, dialect);
    const replace = literalReplacement(text.slice(middle + 1, end), delimiter, dialect);
    if (find === null || replace === null || find === '') return null;
    const all = text[end + 1] === 'g';
    steps.push({ find, replace, all });
    const next = endOfMatch(after, text, end + (all ? 2 : 1));
    if (next === null) return null;
    at = next;
  }
}

function endOfMatch(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** @returns the place of the next delimiter without a backslash, or null. */
function endOfHalf(text: string, start: number, delimiter: string): number | null {
  for (let at = start; at < text.length; at++) {
    if (text[at] === delimiter) return at;
    if (text[at] === '\\') at++;
  }
  return null;
}

function literalPattern(raw: string, delimiter: string, { isSpecial, escapable }: Dialect): string | null {
  const canEscape = (char: string): boolean => (char === delimiter ? NEUTRAL : escapable).includes(char);
  return literal(raw, canEscape, (at) => isSpecial(raw, at));
}

function literalReplacement(raw: string, delimiter: string, { expanded }: Dialect): string | null {
  // Where the delimiter has a meaning of its own, versions differ on what its backslash is for.
  const canEscape = (char: string): boolean =>
    PUNCTUATION.includes(char) && !(char === delimiter && expanded.includes(char));
  return literal(raw, canEscape, (at) => expanded.includes(raw[at] as string));
}

/** A half without its backslashes; null where it is not literal, or no text that bytes stand for. */
function literal(raw: string, canEscape: (char: string) => boolean, isSpecial: (at: number) => boolean): string | null {
  if (/[\n\0]|\p{Surrogate}/u.test(raw)) return null;
  const chars: string[] = [];
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === '\\') {
      at++;
      const char = raw[at];
      if (char === undefined || !canEscape(char)) return null;
      chars.push(char);
    } else {
      if (isSpecial(at)) return null;
      chars.push(raw[at] as string);
    }
  }
  return chars.join('');
}
