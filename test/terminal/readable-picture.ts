/** How a run of characters looks. */
interface Look {
  color: string;
  readonly traits: Set<string>;
}

const TRAITS: Readonly<Record<string, string>> = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'reverse' };
const NO_TRAIT: Readonly<Record<string, readonly string[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['reverse'],
};

/**
 * A picture of tmux with each change of colour as a word: `⟦dim⟧`, `⟦33⟧` (of the 256), `⟦magenta⟧`, `⟦⟧` for none. Two versions of tmux, which tell
 * the same by other sequences, give the same.
 */
export function readablePicture(picture: string): string {
  const look: Look = { color: '', traits: new Set() };
  let told = '';
  let readable = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: how tmux tells colours
  for (const [, codes, text] of picture.replace(/[ \n]+$/, '\n').matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (text === undefined) {
      apply((codes ?? '').split(';'), look);
      continue;
    }
    for (const part of text.split(/(\s+)/)) {
      const tag = part.trim() === '' ? told : [look.color, ...[...look.traits].sort()].filter(Boolean).join(' ');
      if (tag !== told) readable += `⟦${tag}⟧`;
      told = tag;
      readable += part;
    }
  }
  return readable;
}

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

function apply(codes: readonly string[], look: Look): void {
  for (let place = 0; place < codes.length; place++) {
    const code = codes[place] || '0';
    if (code === '0') {
      look.color = '';
      look.traits.clear();
    } else if (code === '38') {
      look.color = codes[place + 2] ?? '';
      place += 2;
    } else if (code === '39') look.color = '';
    else if (/^3[0-7]$/.test(code)) look.color = COLORS[Number(code) - 30] ?? '';
    else if (TRAITS[code] !== undefined) look.traits.add(TRAITS[code]);
    else for (const trait of NO_TRAIT[code] ?? []) look.traits.delete(trait);
  }
}
