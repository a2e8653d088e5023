const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/**
 * Undoes git's C-style quoting: `"a\tb\303\251"`. Octal escapes are bytes of UTF-8.
 * @returns null when `text` is not quoted from its first to its last character.
 */
export function unquoteC(text: string): string | null {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) {
    return null;
  }
  const bytes: number[] = [];
  const source = Buffer.from(text.slice(1, -1), 'utf8').toString('latin1');
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== '\\') {
      bytes.push(source.charCodeAt(i));
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(source.slice(i + 1, i + 4));
    const escaped = ESCAPES[source[i + 1] ?? ''];
    if (octal !== null) {
      bytes.push(Number.parseInt(octal[0], 8));
      i += 3;
    } else if (escaped !== undefined) {
      bytes.push(escaped);
      i++;
    } else {
      return null;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
