import { columnWidths, displayWidth, joinCells, joinedWidth, padEnd, padStart, truncateEnd } from './columns.js';
import { visibleCell } from './control-characters.js';

export interface TableColumn {
  /** One for each row, of unknown origin. */
  readonly cells: readonly string[];
  readonly align?: 'start' | 'end';
  /** How the cell of a row looks, blanks included. */
  readonly paint?: (text: string, row: number) => string;
  /** Where there is no room the column with the lowest number goes first. Without one it stays. */
  readonly leaves?: number;
}

/** The last column keeps so much, or as much as it needs, as long as another one can leave. */
const LEAST = 24;

/**
 * A table without a frame, one line for each row. In a narrow terminal columns leave, one by one; what the last column then still
 * has too much is cut off.
 * @param width columns of the terminal; null: nothing leaves, nothing is cut.
 */
export function fittingTable(columns: readonly TableColumn[], width: number | null): string {
  const safe = columns.map((column) => ({ ...column, cells: column.cells.map(visibleCell) }));
  const widthOf = (cells: readonly string[]): number => columnWidths(cells.map((cell) => [cell]))[0] ?? 0;
  let shown = safe.map((column) => ({ column, width: widthOf(column.cells) })).filter(({ width }) => width > 0);
  const need = (least: number): number =>
    joinedWidth(shown.map(({ width }, n) => (n === shown.length - 1 ? Math.min(width, least) : width)));
  while (width !== null && need(LEAST) > width) {
    const first = Math.min(...shown.slice(0, -1).map(({ column }) => column.leaves ?? Number.POSITIVE_INFINITY));
    if (first === Number.POSITIVE_INFINITY) break;
    shown = shown.filter(({ column }, n) => n === shown.length - 1 || column.leaves !== first);
  }
  const widths = shown.map(({ width }) => width);
  const last = shown.length - 1;
  const room = width === null ? null : Math.max(1, width - joinedWidth([...widths.slice(0, -1), 1]) + 1);
  const rows = columns[0]?.cells.map((_cell, row) => {
    const cells = shown.map(({ column, width: full }, n) => {
      const text = column.cells[row] ?? '';
      const cell =
        n === last
          ? room === null || displayWidth(text) <= room
            ? text
            : truncateEnd(text, room)
          : column.align === 'end'
            ? padStart(text, full)
            : padEnd(text, full);
      return column.paint === undefined ? cell : column.paint(cell, row);
    });
    return `${joinCells(cells, widths).trimEnd()}\n`;
  });
  return (rows ?? []).join('');
}

/** `name  value` lines, the names in one column; those without a value are left out. */
export function factLines(facts: readonly (readonly [name: string, value: string | null])[], width: number | null) {
  const told = facts.filter(([, value]) => value !== null && value !== '');
  return fittingTable([{ cells: told.map(([name]) => name) }, { cells: told.map(([, value]) => value ?? '') }], width);
}
