import type { FoldedText } from '../model/transcript.js';

/** What is shown of a long text. */
const MOST_LINES = 12;
const MOST_CHARACTERS = 4_000;

/** So much is looked at for secrets: far more than is shown, so that none that is shown is cut. */
const WINDOW = 16 * MOST_CHARACTERS;

/**
 * A text, or its beginning where it is long. One line end at its end is none of a line.
 * @param clean takes secrets out.
 */
export function foldedText(text: string, isFull: boolean, clean: (text: string) => string): FoldedText {
  const whole = text.endsWith('\n') ? text.slice(0, text.endsWith('\r\n') ? -2 : -1) : text;
  const lines = whole === '' ? 0 : countOf(whole);
  if (isFull) return { text: clean(whole), lines, folded: 0 };
  const shown = clean(whole.slice(0, WINDOW));
  const head = shown.split('\n').slice(0, MOST_LINES).join('\n');
  if (head.length > MOST_CHARACTERS) {
    const cut = head.slice(0, MOST_CHARACTERS);
    return { text: cut, lines, folded: lines - countOf(cut) + 1 };
  }
  if (head === shown && whole.length <= WINDOW) return { text: head, lines, folded: 0 };
  return { text: head, lines, folded: Math.max(1, lines - countOf(head)) };
}

function countOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
