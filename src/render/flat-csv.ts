import { FLAT_EDIT_COLUMNS, type FlatEdit } from '../model/flat-edit.js';
import { visibleLines } from './control-characters.js';

/** Rows of a table as CSV (RFC 4180, lines end with CR LF), the names of the columns first; null is an empty cell. */
export function* flatCsv(edits: readonly FlatEdit[]): Generator<string> {
  yield row(FLAT_EDIT_COLUMNS);
  for (const edit of edits) yield row(FLAT_EDIT_COLUMNS.map((column) => edit[column]));
}

function row(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** What a program for tables would take for a formula begins with an apostrophe: names of files and models are anybody's. */
function cell(value: string | number | null): string {
  const shown = typeof value === 'string' ? visibleLines(value) : String(value ?? '');
  const text = typeof value === 'string' && /^\s*[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
