import { displayWidth, expandTabs, truncateEnd } from './columns.js';
import type { SyntaxPiece } from './syntax.js';

/**
 * A line's text as it has room behind the columns. Tabs are left to the terminal where the whole line has room; a line that is cut off has
 * them as blanks.
 * @param start column, from 0, in which it begins. @param width of the terminal; null: nothing is cut off.
 */
export function fitText(text: string, start: number, width: number | null): string {
  if (width === null) return text;
  const expanded = expandTabs(text, start);
  return displayWidth(expanded) <= width - start ? text : truncateEnd(expanded, Math.max(1, width - start));
}

/** The same for a line in pieces: they are cut where the whole text is. @param pieces that make up `text`. */
export function fitPieces(
  pieces: readonly SyntaxPiece[],
  text: string,
  start: number,
  width: number | null,
): readonly SyntaxPiece[] {
  const fitted = fitText(text, start, width);
  if (fitted === text) return pieces;
  const kept: SyntaxPiece[] = [];
  let room = fitted.length - ELLIPSIS_LENGTH;
  let before = '';
  for (const { kind, text: piece } of pieces) {
    const upTo = expandTabs(before + piece, start);
    const shown = upTo.slice(expandTabs(before, start).length).slice(0, room);
    before += piece;
    room -= shown.length;
    if (shown !== '') kept.push({ kind, text: shown });
  }
  return [...kept, { kind: null, text: fitted.slice(-ELLIPSIS_LENGTH) }];
}

const ELLIPSIS_LENGTH = 1;
