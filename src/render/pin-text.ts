import type { PinnedRef, PinResult } from '../model/pin-result.js';
import { columnWidths, joinCells, joinedWidth, padEnd } from './columns.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import { dateTime } from './dates.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';

/** Of more refs only so many are told one by one: `--json` tells all. */
const MOST_REFS = 20;
const INDENT = '  ';

/** What was written or deleted: a sentence, then one line for each ref. */
export function pinText(result: PinResult, options: TextOptions): string {
  const { refs, unchanged, lost } = result;
  const lines = [sentence(result), ...refLines(refs.slice(0, MOST_REFS), options)];
  if (refs.length > MOST_REFS) lines.push(options.style.quiet(`… and ${refs.length - MOST_REFS} more`));
  if (refs.length > 0 && unchanged > 0)
    lines.push(`${counted(unchanged, 'snapshot was', 'snapshots were')} pinned before.`);
  if (lost.length > 0) {
    lines.push(
      `${counted(lost.length, 'snapshot is', 'snapshots are')} lost and cannot be kept: ai-blame doctor tells which.`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

function sentence({ action, dryRun, refs, unchanged }: PinResult): string {
  if (refs.length === 0) {
    if (action === 'unpin') return 'Nothing to do: no snapshot is pinned.';
    return unchanged === 0
      ? 'Nothing to do: no snapshot of this repository is stored.'
      : `Nothing to do: ${counted(unchanged, 'snapshot is', 'snapshots are')} pinned already.`;
  }
  const what = counted(refs.length, 'ref', 'refs');
  if (action === 'unpin') return dryRun ? `Would delete ${what}:` : `Deleted ${what}:`;
  return dryRun ? `Would write ${what}:` : `Wrote ${what}:`;
}

/** The name is always whole; what else is told of it has to find room. */
function refLines(refs: readonly PinnedRef[], { style, zone, width }: TextOptions): string[] {
  const short = shortIds(refs.flatMap(({ session }) => session ?? []));
  const rows = refs.map(({ ref, session, turn, time }) => [
    visibleCell(ref),
    session === null ? '' : visibleCell(`${short(session)}${turn === null ? '' : ` #${turn}`}`),
    dateTime(time, zone),
  ]);
  const widths = columnWidths(rows);
  while (width !== null && widths.length > 1 && INDENT.length + joinedWidth(widths) > width) widths.pop();
  return rows.map((row) => {
    const cells = widths.map((room, at) => (at === 0 ? (row[at] ?? '') : style.quiet(padEnd(row[at] ?? '', room))));
    return `${INDENT}${joinCells(cells, widths)}`.trimEnd();
  });
}
