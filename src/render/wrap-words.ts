import { displayWidth } from './columns.js';

/**
 * Breaks a text between words.
 * @param first columns that stand before its first line already; later lines are indented by as many blanks.
 * @param width columns of the terminal; null: nothing is broken.
 */
export function wrapWords(text: string, first: number, width: number | null): string[] {
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(20, width - first);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((each, n) => (n === 0 ? each : ' '.repeat(first) + each));
}
