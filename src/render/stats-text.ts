import type { EditTotals, StatsResult, StatsSkipReason } from '../model/stats-result.js';
import { counted } from './counted.js';
import { dateTime } from './dates.js';
import { fittingTable, type TableColumn } from './fitting-table.js';
import { shareOf } from './percentages.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';
import { wrapWords } from './wrap-words.js';

/** Of sessions and files only so many are told; JSON tells all. */
const MOST_ROWS = 20;

/** One row of a table: what it is about, how many lines are its, and its edits. */
interface Row {
  readonly lines: number;
  readonly edits: EditTotals;
}

/** Whose the lines are, in sums, for a person: the whole first, then by agent and model, session and file. */
export function statsText(result: StatsResult, options: TextOptions): string {
  const head = [summaryLine(result, options), skippedLine(result, options)].join('');
  const parts = [head, ...tables(result, options).filter((table) => table !== '')];
  return parts.join('\n');
}

function summaryLine({ lines, files }: StatsResult, { width }: TextOptions): string {
  const held = files.filter((file) => file.lines.total > 0).length;
  const told = (['agent', 'commit', 'preexisting', 'untraced'] as const)
    .filter((origin) => lines[origin] > 0)
    .map((origin) => `${shareOf(lines[origin], lines.total)} ${origin}`);
  const text = `${counted(lines.total, 'line', 'lines')} in ${counted(held, 'file', 'files')}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
  return `${wrapWords(text, 0, width).join('\n')}\n`;
}

const SKIPPED: Readonly<Record<StatsSkipReason, string>> = {
  binary: 'binary',
  unreadable: 'not readable',
  'name-not-utf-8': 'with a name that is not UTF-8',
};

/** What is not in the sums, and why. */
function skippedLine({ skipped }: StatsResult, { width }: TextOptions): string {
  if (skipped.length === 0) return '';
  const counts = Object.entries(SKIPPED)
    .map(([reason, words]) => ({ words, count: skipped.filter((file) => file.reason === reason).length }))
    .filter(({ count }) => count > 0);
  const why = counts.map(({ words, count }) => `${count} ${words}`).join(', ');
  return `${wrapWords(`${counted(skipped.length, 'file', 'files')} not counted: ${why}`, 0, width).join('\n')}\n`;
}

function tables(result: StatsResult, options: TextOptions): string[] {
  const { lines, byEvidence, models, sessions, files } = result;
  const { style, zone } = options;
  const short = shortIds(sessions.map(({ session }) => session));
  const evidence = Object.entries(byEvidence).filter(([, count]) => count > 0);
  const changed = files.filter((file) => file.lines.agent > 0 || file.edits.count > 0);
  const name = (cells: readonly string[]): TableColumn => ({ cells });
  const quiet = (cells: readonly string[], leaves: number): TableColumn => ({ cells, paint: style.quiet, leaves });
  return [
    table(models, lines.total, options, [
      name(models.map(({ agent, model }) => `${agent} ${model ?? '(model unknown)'}`)),
    ]),
    evidence.length === 0
      ? ''
      : fittingTable(
          [
            { cells: evidence.map(([, count]) => String(count)), align: 'end' },
            { cells: evidence.map(([, count]) => shareOf(count, lines.agent)), align: 'end' },
            { cells: evidence.map(([level]) => level) },
          ],
          options.width,
        ),
    table(sessions, lines.total, options, [
      quiet(
        sessions.map(({ firstEdit }) => dateTime(firstEdit, zone)),
        2,
      ),
      name(sessions.map(({ session }) => short(session))),
      name(sessions.map(({ agent, models: own }) => [agent, ...own].join(' '))),
    ]),
    table(
      changed.map((file) => ({ ...file, lines: file.lines.agent, of: file.lines.total })),
      null,
      options,
      [name(changed.map(({ path }) => path))],
    ),
  ];
}

/** @param total what the shares are of; null: each row tells its own. */
function table(
  rows: readonly (Row & { readonly of?: number })[],
  total: number | null,
  { width, style }: TextOptions,
  last: readonly TableColumn[],
): string {
  const shown = rows.slice(0, MOST_ROWS);
  const cells = (of: (row: Row & { readonly of?: number }) => string): string[] => shown.map(of);
  const text = fittingTable(
    [
      { cells: cells(({ lines }) => String(lines)), align: 'end' },
      { cells: cells(({ lines, of }) => shareOf(lines, total ?? of ?? 0)), align: 'end' },
      {
        cells: cells(({ edits }) => counted(edits.count, 'edit', 'edits')),
        align: 'end',
        paint: style.quiet,
        leaves: 3,
      },
      { cells: cells(({ edits }) => `+${edits.added}`), align: 'end', paint: style.added, leaves: 1 },
      { cells: cells(({ edits }) => `-${edits.removed}`), align: 'end', paint: style.removed, leaves: 1 },
      ...last.map((column) => ({ ...column, cells: column.cells.slice(0, MOST_ROWS) })),
    ],
    width,
  );
  return rows.length > MOST_ROWS ? `${text}… and ${rows.length - MOST_ROWS} more (--json tells all)\n` : text;
}
