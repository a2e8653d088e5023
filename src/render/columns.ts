import stringWidth from 'fast-string-width';

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const TAB_STOP = 8;
const ELLIPSIS = '…';
const GAP = '  ';

/** Columns of a terminal that `text` takes. Without tabs and controls: `visibleCell` or `expandTabs` come first. */
export function displayWidth(text: string): number {
  return PLAIN_ASCII.test(text) ? text.length : stringWidth(text);
}

/** `text` followed by blanks up to `width` columns; never shortened. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** `text` with blanks before it up to `width` columns; never shortened. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Replaces tabs by blanks, as a terminal shows them where `text` begins at its left edge. */
export function expandTabs(text: string): string {
  if (!text.includes('\t')) {
    return text;
  }
  let expanded = '';
  let column = 0;
  for (const [place, piece] of text.split('\t').entries()) {
    if (place > 0) {
      const blanks = TAB_STOP - (column % TAB_STOP);
      expanded += ' '.repeat(blanks);
      column += blanks;
    }
    expanded += piece;
    column += displayWidth(piece);
  }
  return expanded;
}

/** Keeps the beginning: at most `width` columns, the last of them `…` where something was cut off. */
export function truncateEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) {
    return text;
  }
  return width < 1 ? '' : fitting(graphemes(text), width - 1).join('') + ELLIPSIS;
}

/** Keeps the end: at most `width` columns, the first of them `…` where something was cut off. */
export function truncateStart(text: string, width: number): string {
  if (displayWidth(text) <= width) {
    return text;
  }
  return width < 1
    ? ''
    : ELLIPSIS +
        fitting(graphemes(text).reverse(), width - 1)
          .reverse()
          .join('');
}

/** The longest run of leading `pieces` that fits into `width` columns. */
function fitting(pieces: readonly string[], width: number): string[] {
  let used = 0;
  const end = pieces.findIndex((piece) => {
    used += displayWidth(piece);
    return used > width;
  });
  return pieces.slice(0, end < 0 ? pieces.length : end);
}

function graphemes(text: string): string[] {
  if (PLAIN_ASCII.test(text)) {
    return text.split('');
  }
  return Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text), (piece) => piece.segment);
}

/** For each column, the width of its widest cell. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    }
  }
  return widths;
}

/** Cells side by side, two blanks between them; columns that are empty everywhere take no room. */
export function joinCells(cells: readonly string[], widths: readonly number[]): string {
  return cells.filter((_cell, column) => widths[column] !== 0).join(GAP);
}

/** What `joinCells` takes of the screen. */
export function joinedWidth(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, shown.length - 1);
}
