import type { View } from './views.js';

/** How the rows between the title and the last row are shared. */
export interface Body {
  /** Rows and columns of the lines. */
  readonly height: number;
  readonly width: number;
  /** Where what is told of a line stands; null: nowhere. */
  readonly panel: {
    readonly place: 'beside' | 'below';
    readonly column: number;
    readonly row: number;
    readonly height: number;
    readonly width: number;
  } | null;
}

/** Columns from which there is room beside the lines. */
const BESIDE = 72;
const WIDEST_PANEL = 60;
const HIGHEST_PANEL = 10;
/** Rows below which nothing is told of a line. */
const LEAST_BODY = 4;

/** @param size of the terminal, in columns and rows. Rows of the body count from 0 below the title. */
export function bodyOf(size: { readonly columns: number; readonly rows: number }, view: View): Body {
  const { columns } = size;
  const rows = Math.max(1, size.rows - 2);
  if (view.kind === 'text' || rows < LEAST_BODY) return { height: rows, width: columns, panel: null };
  if (columns >= BESIDE) {
    const width = Math.min(WIDEST_PANEL, Math.floor(columns * 0.38));
    const left = columns - width - 2;
    return { height: rows, width: left - 1, panel: { place: 'beside', column: left, row: 0, height: rows, width } };
  }
  // A rule stands above it.
  const height = Math.min(HIGHEST_PANEL, Math.floor(rows / 2));
  return {
    height: rows - height,
    width: columns,
    panel: { place: 'below', column: 0, row: rows - height, height: height - 1, width: columns },
  };
}
