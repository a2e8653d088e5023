import { displayWidth, expandTabs, truncateEnd } from '../render/columns.js';
import { visible } from '../render/control-characters.js';

/** More code units than this for one column are not looked at: lines of megabytes would cost as much at every key. */
const MOST_UNITS = 16;

/**
 * A line as it has room: tabs as blanks, nothing that a terminal would obey, `…` where something is out of sight.
 * @param text as it is stored. @param left columns that are out of sight before it. @returns at most `width` columns.
 */
export function fitLine(text: string, left: number, width: number): string {
  const most = (left + width + 1) * MOST_UNITS;
  const bare = text.endsWith('\r') ? text.slice(0, -1) : text;
  const shown = expandTabs(visible(bare.slice(0, most)));
  return truncateEnd(left === 0 ? shown : withoutStart(shown, left), Math.max(0, width));
}

/** What stands behind so many columns; a blank for each column of a character that is cut in two. */
function withoutStart(text: string, columns: number): string {
  let used = 0;
  let at = 0;
  for (const { segment, index } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (used >= columns) return ' '.repeat(used - columns) + text.slice(index);
    used += displayWidth(segment);
    at = index + segment.length;
  }
  return ' '.repeat(Math.max(0, used - columns)) + text.slice(at);
}

/** Breaks a text between words, and words that are too long within; tabs and controls are shown. @returns rows of `width` columns at most. */
export function wrapToRows(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (displayWidth(longer) <= width) {
      row = longer;
      continue;
    }
    if (row !== '') rows.push(row);
    row = truncateEnd(word, width);
  }
  return [...rows, row];
}
