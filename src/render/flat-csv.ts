import { FLAT_EDIT_COLUMNS, type FlatEdit } from '../model/flat-edit.js';

/** Rows of a table as CSV (RFC 4180, lines end with CR LF), the names of the columns first; null is an empty cell. */
export function* flatCsv(edits: readonly FlatEdit[]): Generator<string> {
  yield row(FLAT_EDIT_COLUMNS);
  for (const edit of edits) yield row(FLAT_EDIT_COLUMNS.map((column) => edit[column]));
}

function row(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
