import { expandTabs, truncateEnd } from './columns.js';
import type { SyntaxPiece } from './syntax.js';

/**
 * A line's text as it has room behind the columns. Tabs are blanks there, up to stops that count from where the text begins: with those of
 * the screen, how deep a line stands would be another thing with every width of the columns before it.
 * @param start column, from 0, in which it begins. @param width of the terminal; null: all as it is.
 */
export function fitText(text: string, start: number, width: number | null): string {
  return width === null ? text : truncateEnd(expandTabs(text), Math.max(1, width - start));
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
  const isCut = fitted !== expandTabs(text);
  const kept: SyntaxPiece[] = [];
  let room = fitted.length - (isCut ? ELLIPSIS_LENGTH : 0);
  let before = '';
  for (const { kind, text: piece } of pieces) {
    const upTo = expandTabs(before + piece);
    const shown = upTo.slice(expandTabs(before).length).slice(0, room);
    before += piece;
    room -= shown.length;
    if (shown !== '') kept.push({ kind, text: shown });
  }
  return isCut ? [...kept, { kind: null, text: fitted.slice(-ELLIPSIS_LENGTH) }] : kept;
}

const ELLIPSIS_LENGTH = 1;
