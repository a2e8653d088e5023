/** A key: the character that it types, or its name in angle brackets (`<Up>`, `<C-c>`). */
export type Key = string;

/** What terminals send behind ESC (xterm's control sequences, in both modes of the cursor keys, and those of the Linux console). */
const SEQUENCES: Readonly<Record<string, Key>> = {
  '[A': '<Up>',
  '[B': '<Down>',
  '[C': '<Right>',
  '[D': '<Left>',
  '[H': '<Home>',
  '[F': '<End>',
  OA: '<Up>',
  OB: '<Down>',
  OC: '<Right>',
  OD: '<Left>',
  OH: '<Home>',
  OF: '<End>',
  '[1~': '<Home>',
  '[4~': '<End>',
  '[5~': '<PageUp>',
  '[6~': '<PageDown>',
  '[7~': '<Home>',
  '[8~': '<End>',
};

const NAMED: Readonly<Record<string, Key>> = {
  '\r': '<Enter>',
  '\n': '<Enter>',
  '\t': '<Tab>',
  '\b': '<Backspace>',
  '\x7f': '<Backspace>',
};

/** One whole sequence behind ESC. */
const SEQUENCE = /^(?:\[[0-?]*[ -/]*[@-~]|O[@-~])/;
/** The beginning of one. */
const UNFINISHED = /^(?:\[[0-?]*[ -/]*|O)$/;

/**
 * Takes what a terminal sent apart into keys; sequences that mean no key of ours are left out.
 * @returns with `rest` the beginning of a sequence whose end is still to come. ESC alone is the key.
 */
export function readKeys(text: string): { readonly keys: readonly Key[]; readonly rest: string } {
  const keys: Key[] = [];
  for (let at = 0; at < text.length; ) {
    const behind = text.slice(at + 1);
    if (text[at] !== '\x1b') {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const key = keyOf(character);
      if (key !== null) keys.push(key);
      at += character.length;
      continue;
    }
    if (UNFINISHED.test(behind)) return { keys, rest: text.slice(at) };
    const [sequence] = SEQUENCE.exec(behind) ?? [];
    const key = sequence === undefined ? '<Escape>' : SEQUENCES[sequence];
    if (key !== undefined) keys.push(key);
    at += 1 + (sequence?.length ?? 0);
  }
  return { keys, rest: '' };
}

function keyOf(character: string): Key | null {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) return `<C-${String.fromCharCode(code + 0x60)}>`;
  return code < 0x20 || (code >= 0x80 && code < 0xa0) ? null : character;
}
