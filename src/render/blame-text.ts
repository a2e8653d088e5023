import type { BlameResult } from '../model/blame-result.js';
import { agesOf } from './ages.js';
import { blocksOf, type OriginWords } from './blame-blocks.js';
import { type BlameLayout, type LayoutOptions, layOutBlame } from './blame-layout.js';
import { joinCells, joinedWidth, padEnd } from './columns.js';
import { visible } from './control-characters.js';
import { fitPieces, fitText } from './fit-text.js';
import type { Style } from './style.js';
import type { SyntaxPiece } from './syntax.js';

export interface BlameTextOptions extends LayoutOptions {
  /** Each line in pieces, by its place in the answer; null: a line, or all of them, as it is. */
  readonly syntax?: readonly (readonly SyntaxPiece[] | null)[] | null;
  /** Makes of a text a link to where an edit is told. */
  readonly link?: (edit: string, text: string) => string;
}

/** Before the text; where a block begins, a tick leads from it to what is told of it. */
const EDGE = '│';
const FIRST_EDGE = '┐';
const NEXT_EDGE = '┤';

/**
 * Blame for people: one line for each line of the file; what lines of one origin share stands at the first of them.
 * Controls in texts and names are shown, never sent. Without a width the text is whole, and blocks have no tick; a carriage return
 * before the line end counts to the line end.
 */
export function blameText(result: BlameResult, options: BlameTextOptions): string {
  const { lines } = result;
  const { width, style, wanted, syntax } = options;
  const blocks = blocksOf(result, wanted?.columns.digits);
  const texts = lines.map((line) => shownText(line.text));
  const layout = layOutBlame(blocks, texts, lines.at(-1)?.line ?? 0, options);
  const { widths, own, numberWidth, textStart } = layout;
  const barOf = barMaker(
    layout,
    blocks.map(({ words }) => words),
    options,
  );
  const blank = ' '.repeat(joinedWidth(widths));
  let output = '';

  for (const [place, { start, end, words }] of blocks.entries()) {
    const { head, mark, edge } = barOf(words);
    const tick = width === null ? EDGE : place === 0 ? FIRST_EDGE : NEXT_EDGE;
    for (let index = start; index < end; index++) {
      const number = style.quiet(String(lines[index]?.line).padStart(numberWidth));
      const text = painted(texts[index] ?? '', syntax?.[index] ?? null, textStart, width, style);
      const cells = style.quiet(own.textOf(index));
      const line = edge(index === start ? tick : EDGE);
      output += `${index === start ? head : blank}${cells} ${mark} ${number} ${line}${text === '' ? '' : ' '}${text}\n`;
    }
  }
  return output;
}

/** A line of the file as it is shown: nothing in it moves the cursor. */
export function shownText(text: string): string {
  return visible(text.endsWith('\r') ? text.slice(0, -1) : text);
}

function painted(
  text: string,
  pieces: readonly SyntaxPiece[] | null,
  start: number,
  width: number | null,
  style: Style,
): string {
  if (pieces === null) return fitText(text, start, width);
  const fitted = fitPieces(pieces, text, start, width);
  return fitted.map((piece) => (piece.kind === null ? piece.text : style.syntax(piece.kind, piece.text))).join('');
}

/** What stands beside the lines of one origin, in colour. */
interface Bar {
  /** The columns at the first line of a block. */
  readonly head: string;
  readonly mark: string;
  readonly edge: (edge: string) => string;
}

function barMaker(
  { cells, widths }: BlameLayout,
  shown: readonly OriginWords[],
  { style, link }: BlameTextOptions,
): (words: OriginWords) => Bar {
  const paint = style.palette(shown.flatMap(({ paintKey }) => paintKey ?? []));
  const ages = agesOf(shown.map(({ time }) => time));
  const bars = new Map<OriginWords, Bar>();
  const make = (words: OriginWords): Bar => {
    const { origin, paintKey, edit, mark } = words;
    const [id = '', who = '', where = '', time = ''] = cells.get(words) ?? [];
    const padded = (cell: string, column: number, dress: (text: string) => string): string =>
      dress(cell) + padEnd(cell, widths[column] ?? 0).slice(cell.length);
    const linked = (cell: string): string => (edit === null || link === undefined ? cell : link(edit, cell));
    const strong = paintKey === null ? style.quiet : (text: string) => paint(paintKey, text);
    const name = origin === 'commit' ? (text: string) => text : strong;
    const aged = (text: string): string => style.aged(ages.get(words.time ?? '') ?? null, text);
    const head = [
      padded(id, 0, (text) => linked(strong(text))),
      padded(who, 1, (text) => (id === '' ? linked(name(text)) : name(text))),
      padded(where, 2, (text) => linked(aged(text))),
      padded(time, 3, aged),
    ];
    return { head: joinCells(head, widths), mark: strong(mark), edge: strong };
  };
  return (words) => {
    const known = bars.get(words);
    if (known !== undefined) return known;
    const bar = make(words);
    bars.set(words, bar);
    return bar;
  };
}
