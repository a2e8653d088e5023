const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[a-zA-Z0-9]/,
  alpha: /[a-zA-Z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this class is the control characters
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9a-fA-F]/,
};

/**
 * A piece of a pattern: one byte that must be there, one of a set (never `/`), `*` (no `/`), `**` (anything), or a leading or
 * inner `**` with its slash (nothing, or anything up to a slash).
 */
type Piece = string | { readonly has: (byte: string) => boolean } | { readonly stars: 'within' | 'any' | 'folders' };

/**
 * Whether a path matches a pattern of gitignore or gitattributes, as git's wildmatch with WM_PATHNAME: `*`, `?` and `[…]` do
 * not match `/`; `**` between slashes or at an end does. Matches bytes, as git does: `?` is not a whole `é`.
 * Time is bounded by the product of both lengths.
 */
export function wildmatch(pattern: string, path: string, ignoreCase = false): boolean {
  const fold = (text: string): string => {
    const bytes = Buffer.from(text, 'utf8').toString('latin1');
    return ignoreCase ? bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : bytes;
  };
  const pieces = parsePattern(fold(pattern), ignoreCase);
  return pieces !== null && matches(pieces, fold(path));
}

/** Keeps, byte by byte, which places of the pattern can be reached: never goes back. */
function matches(pieces: readonly Piece[], path: string): boolean {
  let reached = new Uint8Array(pieces.length + 1);
  reached[0] = 1;
  // What a `folders` piece has begun to eat: it may stop only after a slash.
  let inFolders = new Uint8Array(pieces.length + 1);
  skipStars(pieces, reached);
  for (const byte of path) {
    const next = new Uint8Array(pieces.length + 1);
    const nextInFolders = new Uint8Array(pieces.length + 1);
    for (const [i, piece] of pieces.entries()) {
      if (reached[i] === 0 && inFolders[i] === 0) {
        continue;
      }
      if (typeof piece === 'string') {
        next[i + 1] = (next[i + 1] as number) | (byte === piece ? 1 : 0);
      } else if ('has' in piece) {
        next[i + 1] = (next[i + 1] as number) | (byte !== '/' && piece.has(byte) ? 1 : 0);
      } else if (piece.stars === 'folders') {
        nextInFolders[i] = 1;
        next[i + 1] = (next[i + 1] as number) | (byte === '/' ? 1 : 0);
      } else if (piece.stars === 'any' || byte !== '/') {
        next[i] = 1;
      }
    }
    skipStars(pieces, next);
    reached = next;
    inFolders = nextInFolders;
  }
  return reached[pieces.length] === 1;
}

/** Stars also match nothing. */
function skipStars(pieces: readonly Piece[], reached: Uint8Array): void {
  for (const [i, piece] of pieces.entries()) {
    if (reached[i] === 1 && typeof piece === 'object' && 'stars' in piece) {
      reached[i + 1] = 1;
    }
  }
}

/** @returns null for a pattern that matches nothing: a set without end, a backslash at the end. */
function parsePattern(pattern: string, ignoreCase: boolean): Piece[] | null {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string;
    if (char === '*') {
      const end = at + (/^\*+/.exec(pattern.slice(at))?.[0].length ?? 1);
      const before = at === 0 || pattern[at - 1] === '/';
      const after = pattern[end];
      if (end - at >= 2 && before && after === '/') {
        pieces.push({ stars: 'folders' });
        at = end + 1;
      } else {
        pieces.push({ stars: end - at >= 2 && before && after === undefined ? 'any' : 'within' });
        at = end;
      }
    } else if (char === '?') {
      pieces.push({ has: () => true });
      at++;
    } else if (char === '[') {
      const set = parseSet(pattern, at, ignoreCase);
      if (set === null) {
        return null;
      }
      pieces.push({ has: set.has });
      at = set.end;
    } else if (char === '\\') {
      const escaped = pattern[at + 1];
      if (escaped === undefined) {
        return null;
      }
      pieces.push(escaped);
      at += 2;
    } else {
      pieces.push(char);
      at++;
    }
  }
  return pieces;
}

function parseSet(
  pattern: string,
  start: number,
  ignoreCase: boolean,
): { has: (byte: string) => boolean; end: number } | null {
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  at += negated ? 1 : 0;
  const tests: ((byte: string) => boolean)[] = [];
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    const named = /^\[:([a-z]*):\]/.exec(pattern.slice(at, at + 16));
    const low = pattern[at] === '\\' ? pattern[++at] : pattern[at];
    if (low === undefined) {
      return null;
    }
    if (named !== null) {
      const test = CLASSES[named[1] ?? ''];
      if (test === undefined) {
        return null;
      }
      tests.push((byte) => test.test(byte) || (ignoreCase && named[1] === 'upper' && /[a-z]/.test(byte)));
      at += named[0].length;
      continue;
    }
    at++;
    let high: string | undefined = low;
    if (pattern[at] === '-' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']') {
      at++;
      high = pattern[at] === '\\' ? pattern[++at] : pattern[at];
      at++;
      if (high === undefined) {
        return null;
      }
    }
    const [from, to] = [low, high];
    tests.push((byte) => byte >= from && byte <= to);
  }
  return { has: (byte) => tests.some((test) => test(byte)) !== negated, end: at + 1 };
}
