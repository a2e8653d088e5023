import type { OriginWords } from '../render/blame-blocks.js';
import { displayWidth, padEnd, truncateEnd, truncateStart } from '../render/columns.js';
import { visibleCell } from '../render/control-characters.js';
import type { Zone } from '../render/dates.js';
import type { Style } from '../render/style.js';
import { type Body, bodyOf } from './body.js';
import { fitLine } from './fit.js';
import { panelRows } from './panel.js';
import type { InteractiveState, Shown } from './state.js';
import { blockAt, type FileView, lineCount, type TextRow, type TextView, type View } from './views.js';

/** A text of one row. */
interface Piece {
  /** From 0. */
  readonly column: number;
  readonly text: string;
}

/** From the left to the right; no piece reaches into the next one. */
export type Row = readonly Piece[];

export interface Look {
  readonly style: Style;
  readonly zone: Zone;
}

const MARKER = '>';
const EDGE = '│';
const FIRST_EDGE = '┐';
const NEXT_EDGE = '┤';
const RULE = '─';
const KEYS = 'q quit  ? keys  Enter diff  , before  < back  / search  y link';
const EMPTY = '(no lines)';

/**
 * The picture of a state: a title, the lines, what is told of the one that the cursor is on, and a last row. Only what is seen is laid out.
 * @returns as many rows as the terminal has, none wider than it.
 */
export function frameOf(state: InteractiveState, look: Look): Row[] {
  const { size, seen } = state;
  const { columns, rows } = size;
  const body = bodyOf(size, seen.view);
  const lines =
    seen.view.kind === 'file' ? fileRows(seen, seen.view, body, look) : textRows(seen, seen.view, body, look);
  const title = look.style.selected(padEnd(titleOf(seen, columns), columns));
  const frame = [[{ column: 0, text: title }], ...lines, [{ column: 0, text: lastRow(state, look) }]];
  // Where there is no room for all of it, the lines are what is needed.
  if (rows === 1) return frame.slice(1, 2);
  return rows === 2 ? frame.slice(0, 2) : frame;
}

function titleOf({ view, cursor }: Shown, columns: number): string {
  const count = lineCount(view);
  const number = view.kind === 'file' ? (view.blamed.lines[cursor]?.line ?? 0) : count === 0 ? 0 : cursor + 1;
  const last = view.kind === 'file' ? (view.blamed.lines.at(-1)?.line ?? 0) : count;
  const place = ` ${number}/${last} `;
  const room = columns - displayWidth(place) - 1;
  if (room < 4) return truncateEnd(place.trim(), columns);
  return ` ${padEnd(truncateStart(visibleCell(nameOf(view)), room), room)}${place}`;
}

function nameOf(view: View): string {
  if (view.kind === 'text') return view.title;
  const { at, path } = view;
  if (at.kind === 'state') return `${path}@${at.number ?? at.ref}`;
  const revision = at.kind === 'commit' ? at.id : at.revision;
  return revision === null ? path : `${path} in ${revision.slice(0, 8)}`;
}

function lastRow({ typing, message, size: { columns } }: InteractiveState, { style }: Look): string {
  if (typing !== null) return truncateStart(`${typing.what}${visibleCell(typing.text)}_`, columns);
  if (message !== null) return truncateEnd(visibleCell(message), columns);
  return style.quiet(truncateEnd(KEYS, columns));
}

function textRows({ cursor, top, left }: Shown, { rows }: TextView, { height, width }: Body, { style }: Look): Row[] {
  const dress: Record<TextRow['look'], (text: string) => string> = {
    plain: (text) => text,
    head: style.selected,
    quiet: style.quiet,
    added: style.added,
    removed: style.removed,
  };
  return Array.from({ length: height }, (_, n) => {
    const row = rows[top + n];
    if (row === undefined) return [];
    const marker = top + n === cursor ? `${MARKER} ` : '  ';
    return [{ column: 0, text: truncateEnd(marker, width) + dress[row.look](fitLine(row.text, left, width - 2)) }];
  });
}

function fileRows(seen: Shown, view: FileView, body: Body, look: Look): Row[] {
  const { cursor, top } = seen;
  const { height, panel } = body;
  const paint = paintOf(view, look.style);
  const line = lineMaker(seen, view, body, look.style, paint);
  const list = Array.from({ length: height }, (_, n): Row => (top + n < lineCount(view) ? [line(top + n)] : []));
  if (list.every((row) => row.length === 0)) list[0] = [{ column: 0, text: truncateEnd(EMPTY, body.width) }];
  if (panel === null) return list;
  const told = panelRows(view, cursor, { ...panel, ...look, paint });
  if (panel.place === 'below') {
    const rule = look.style.quiet(RULE.repeat(panel.width));
    const below = Array.from({ length: panel.height }, (_, n): Row => [{ column: 0, text: told[n] ?? '' }]);
    return [...list, [{ column: 0, text: rule }], ...below];
  }
  const edge = look.style.quiet(EDGE);
  return list.map((row, n) => [...row, { column: panel.column, text: `${edge} ${told[n] ?? ''}` }]);
}

type Paint = (key: string, text: string) => string;

/** Colours follow from all blocks of a file: they are chosen once for it. */
const PAINTS = new WeakMap<FileView, { readonly style: Style; readonly paint: Paint }>();

function paintOf(view: FileView, style: Style): Paint {
  const known = PAINTS.get(view);
  if (known?.style === style) return known.paint;
  const paint = style.palette(view.blocks.flatMap(({ words }) => words.paintKey ?? []));
  PAINTS.set(view, { style, paint });
  return paint;
}

/** Columns of the name, by those of the lines. */
const NAMES: readonly (readonly [least: number, name: number])[] = [
  [120, 24],
  [80, 18],
  [50, 12],
  [0, 8],
];

function lineMaker(
  { cursor, top, left }: Shown,
  view: FileView,
  { width }: Body,
  style: Style,
  paint: Paint,
): (index: number) => Piece {
  const { blocks, blamed } = view;
  const numberWidth = String(blamed.lines.at(-1)?.line ?? 0).length;
  const [, nameWidth] = NAMES.find(([least]) => width >= least) ?? [0, 8];
  const isFull = width >= nameWidth + numberWidth + 16;
  return (index) => {
    const line = blamed.lines[index];
    const place = blockAt(view, index);
    const block = blocks[place];
    if (line === undefined || block === undefined) return { column: 0, text: '' };
    const { words, start } = block;
    const dress = dressOf(words, style, paint);
    // A block that began above the window is named at its first line that is seen.
    const name = index === start || index === top ? truncateEnd(words.shortWho, nameWidth) : '';
    const tick = index !== start ? EDGE : place === 0 ? FIRST_EDGE : NEXT_EDGE;
    const marker = index === cursor ? MARKER : ' ';
    const bar = [
      marker,
      ...(isFull ? [dress.name(name) + ' '.repeat(nameWidth - displayWidth(name))] : []),
      ` ${dress.mark(words.mark)} `,
    ].join('');
    const used = marker.length + (isFull ? nameWidth : 0) + 3 + numberWidth + 3;
    const room = width - used;
    if (room < 1) return { column: 0, text: truncateEnd(`${marker}${words.mark}`, width) };
    const number = style.quiet(String(line.line).padStart(numberWidth));
    const text = fitLine(line.text, left, room);
    return { column: 0, text: `${bar}${number} ${dress.mark(tick)} ${index === cursor ? style.selected(text) : text}` };
  };
}

function dressOf({ paintKey, origin }: OriginWords, style: Style, paint: Paint) {
  const mark = paintKey === null ? style.quiet : (text: string) => paint(paintKey, text);
  return { mark, name: origin === 'commit' ? (text: string) => text : mark };
}
