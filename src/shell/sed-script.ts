const MAX_SCRIPT_LENGTH = 10_000;

/**
 * Whether a script of `sed` can do nothing but edit the text that passes through: no `w`, `W`, `e`, `F`, and no command that this
 * reader does not know.
 */
export function isPureSedScript(script: string): boolean {
  if (script.length > MAX_SCRIPT_LENGTH) return false;
  let at = 0;
  while (at < script.length) {
    at = skip(script, at, ' \t\n;}');
    if (at >= script.length) return true;
    at = skipAddress(script, at);
    if (at === -1) return false;
    at = skip(script, at, ' \t');
    if (script[at] === ',') {
      at = skipAddress(script, skip(script, at + 1, ' \t'));
      if (at === -1) return false;
    }
    at = skip(script, at, ' \t!');
    const command = script[at];
    if (command === undefined) return false;
    at++;
    if (command === '{') continue;
    if ('pPdDqQnNhHgGxlz='.includes(command)) {
      at = skip(script, at, ' \t0123456789');
      if (at < script.length && !';\n}'.includes(script[at] as string)) return false;
    } else if ('aicr#'.includes(command)) {
      at = endOfText(script, at);
    } else if ('btT:'.includes(command)) {
      while (at < script.length && !';\n}'.includes(script[at] as string)) at++;
    } else if (command === 's' || command === 'y') {
      at = skipSubstitution(script, at);
      if (at === -1) return false;
    } else {
      return false;
    }
  }
  return true;
}

function skip(script: string, start: number, chars: string): number {
  let at = start;
  while (at < script.length && chars.includes(script[at] as string)) at++;
  return at;
}

/** A line number, `$`, `+N`, `~N` or a regular expression, or nothing. */
function skipAddress(script: string, start: number): number {
  const char = script[start];
  if (char === '$') return start + 1;
  if (char !== undefined && '+~0123456789'.includes(char)) return skip(script, start, '+~0123456789');
  if (char !== '/' && char !== '\\') return start;
  const open = char === '/' ? start : start + 1;
  const end = endOfDelimited(script, open + 1, script[open] ?? '');
  return end === -1 ? -1 : skip(script, end, 'IM');
}

/** @returns the place behind the next unescaped delimiter, or -1. A line end or brackets make it too hard to tell. */
function endOfDelimited(script: string, start: number, delimiter: string): number {
  if (delimiter === '' || delimiter === '\n' || delimiter === '\\') return -1;
  for (let at = start; at < script.length; at++) {
    const char = script[at];
    if (char === delimiter) return at + 1;
    if (char === '\\') at++;
    else if (char === '[') {
      const close = script.indexOf(']', at + 2);
      // Within brackets some versions take the delimiter for itself and some for the end.
      if (close === -1 || script.slice(at, close).includes(delimiter)) return -1;
    }
  }
  return -1;
}

/** @param start place of the delimiter behind `s` or `y`. */
function skipSubstitution(script: string, start: number): number {
  const delimiter = script[start] ?? '';
  const middle = endOfDelimited(script, start + 1, delimiter);
  if (middle === -1) return -1;
  let end = middle;
  while (end < script.length && script[end] !== delimiter) end += script[end] === '\\' ? 2 : 1;
  if (end >= script.length) return -1;
  const at = skip(script, end + 1, 'gpiIMm0123456789 \t');
  return at < script.length && !';\n}'.includes(script[at] as string) ? -1 : at;
}

/** Texts, names of files to read, and comments go on to the end of the line. */
function endOfText(script: string, start: number): number {
  for (let at = start; at < script.length; at++) {
    if (script[at] === '\\') at++;
    else if (script[at] === '\n') return at;
  }
  return script.length;
}
