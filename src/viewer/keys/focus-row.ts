/** Rows of lists that lead somewhere: all of a short list, of a long one those that are drawn. */
const ROWS = [
  'main :is(.plain-list, .latest, .turns) > li',
  'main :is(.session-rows, .file-list, .timeline) [role=listitem]',
].join(', ');

/** Puts the focus on the next row of the page's lists, or the one before; on the first one where it is on none. */
export function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[here === -1 ? 0 : here + step];
  row?.querySelector<HTMLElement>('a[href], button, summary')?.focus();
}
