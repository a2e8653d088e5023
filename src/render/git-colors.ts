const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', null, 'default'];
const ATTRIBUTES: Readonly<Record<string, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  ul: [4, 24],
  blink: [5, 25],
  reverse: [7, 27],
  strike: [9, 29],
};

/**
 * The sequence that a colour of git's configuration stands for: at most two colours, the second of the ground, and attributes
 * (git-config(1), "color"; git 2.39, color.c, color_parse_mem).
 * @returns empty for `normal` and nothing; null where it is no colour.
 */
export function gitColor(text: string): string | null {
  const colors: string[] = [];
  const attributes = new Set<number>();
  let isReset = false;
  for (const word of text.trim().toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    if (word === 'reset') {
      isReset = true;
      continue;
    }
    const color = colors.length < 2 ? colorOf(word, colors.length * 10) : null;
    if (color !== null) {
      colors.push(color);
      continue;
    }
    const [, no, name = ''] = /^(no-?)?(.+)$/.exec(word) ?? [];
    const attribute = ATTRIBUTES[name];
    if (attribute === undefined) return null;
    attributes.add(no === undefined ? attribute[0] : attribute[1]);
  }
  const codes = [...[...attributes].sort((a, b) => a - b).map(String), ...colors.filter((color) => color !== '')];
  if (codes.length === 0 && !isReset) return '';
  return `\x1b[${isReset && codes.length > 0 ? ';' : ''}${codes.join(';')}m`;
}

/** @param ground 0, or 10 for that behind the text. @returns empty for `normal`; null where it is none. */
function colorOf(word: string, ground: number): string | null {
  if (word === 'normal' || word === '-1') return '';
  const [, bright, name = ''] = /^(bright)?([a-z]+)$/.exec(word) ?? [];
  const place = NAMES.indexOf(name);
  if (name !== '' && place >= 0) {
    return name === 'default' && bright !== undefined
      ? null
      : String((bright === undefined ? 30 : 90) + place + ground);
  }
  const [, red, green, blue] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(word) ?? [];
  if (red !== undefined) {
    return [38 + ground, 2, ...[red, green, blue].map((hex) => Number.parseInt(String(hex), 16))].join(';');
  }
  const number = /^\d{1,3}$/.test(word) ? Number(word) : 256;
  if (number > 255) return null;
  if (number < 8) return String(30 + number + ground);
  return number < 16 ? String(82 + number + ground) : `${38 + ground};5;${number}`;
}
