import type { LineTally, ReportedFile, ReportResult } from '../model/report-result.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import { fittingTable } from './fitting-table.js';
import {
  evidenceRows,
  filesByAgent,
  modelRows,
  type ReportRow,
  sessionIds,
  sessionRows,
  shareOfAdded,
} from './report-rows.js';
import { leftOut, ORIGINS, percentText, subjectOf } from './report-words.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';
import { wrapWords } from './wrap-words.js';

/** Of sessions and files only so many are told; JSON tells all. */
const MOST_ROWS = 30;
const USUAL_WIDTH = 80;
/** Columns of the bar at least and at most, and what stands beside it. */
const LEAST_BAR = 10;
const MOST_BAR = 60;
const FILLS = { agent: '█', commit: '▒', preexisting: '░', untraced: '·' } as const;

/** A report for a person: what was added with a bar, then by model, evidence, session and file. */
export function reportText(result: ReportResult, options: TextOptions): string {
  const { added, files } = result;
  const head = `${visibleCell(subjectOf(result.comparison))}: ${summary(result)}`;
  const first = `${wrapWords(head, 0, options.width).join('\n')}\n`;
  if (files.length === 0 && leftOut(result).length === 0) return first;
  const parts = [
    bar(added, options),
    origins(result, options),
    table(modelRows(result), result, options),
    table(evidenceRows(result), result, options),
    table(sessionRows(result, shortIds(sessionIds(result))), result, options),
    byFile(files, options),
    notCounted(result, options),
  ];
  return [first, ...parts].filter((part) => part !== '').join('\n');
}

function summary({ comparison, added, deleted, files }: ReportResult): string {
  if (files.length === 0) return comparison.kind === 'files' ? 'there is no line' : 'nothing differs';
  const inFiles = `in ${counted(files.length, 'file', 'files')}`;
  if (comparison.kind === 'files') return `${counted(added.lines, 'line', 'lines')} ${inFiles}`;
  return `${counted(added.lines, 'line', 'lines')} added, ${deleted.lines} deleted ${inFiles}`;
}

/** The added lines by origin. Every origin that has lines has a column at least. */
function bar({ lines, origins: by }: LineTally, { width, style }: TextOptions): string {
  if (lines === 0) return '';
  const room = Math.max(LEAST_BAR, Math.min(MOST_BAR, (width ?? USUAL_WIDTH) - 20));
  const present = ORIGINS.filter((origin) => by[origin] > 0);
  const lengths = present.map((origin) => Math.max(1, Math.floor((by[origin] * room) / lines)));
  const longest = lengths.indexOf(Math.max(...lengths));
  lengths[longest] = (lengths[longest] ?? 0) + room - lengths.reduce((sum, length) => sum + length, 0);
  const pieces = present.map((origin, n) => {
    const piece = FILLS[origin].repeat(lengths[n] ?? 0);
    return origin === 'agent' ? style.added(piece) : style.quiet(piece);
  });
  return `${pieces.join('')}\n`;
}

function origins({ added, deleted }: ReportResult, options: TextOptions): string {
  const present = ORIGINS.filter((origin) => added.origins[origin] + deleted.origins[origin] > 0);
  return fittingTable(
    [
      { cells: present.map((origin) => `+${added.origins[origin]}`), align: 'end', paint: options.style.added },
      {
        cells: present.map((origin) => (added.lines === 0 ? '' : percentText(added.percent[origin]))),
        align: 'end',
      },
      {
        cells: present.map((origin) => (deleted.lines === 0 ? '' : `-${deleted.origins[origin]}`)),
        align: 'end',
        paint: options.style.removed,
        leaves: 2,
      },
      {
        cells: present.map((origin) => (deleted.lines === 0 ? '' : percentText(deleted.percent[origin]))),
        align: 'end',
        leaves: 1,
      },
      { cells: present.map((origin) => `${FILLS[origin]} ${origin}`) },
    ],
    options.width,
  );
}

function byFile(files: readonly ReportedFile[], options: TextOptions): string {
  const { width, style } = options;
  const shown = filesByAgent(files).slice(0, MOST_ROWS);
  const text = fittingTable(
    [
      { cells: shown.map(({ added }) => `+${added.lines}`), align: 'end', paint: style.added },
      { cells: shown.map(({ deleted }) => `-${deleted.lines}`), align: 'end', paint: style.removed, leaves: 2 },
      {
        cells: shown.map(({ added }) => (added.lines === 0 ? '' : `${percentText(added.percent.agent)} agent`)),
        align: 'end',
      },
      { cells: shown.map(({ status }) => status), paint: style.quiet, leaves: 1 },
      { cells: shown.map(({ path, previousPath }) => (previousPath === null ? path : `${path} ← ${previousPath}`)) },
    ],
    width,
  );
  return text + more(files.length);
}

function table(rows: readonly ReportRow[], result: ReportResult, { width, style }: TextOptions): string {
  const shown = rows.slice(0, MOST_ROWS);
  const share = (count: number): string => {
    const percent = shareOfAdded(count, result);
    return percent === null ? '' : percentText(percent);
  };
  const text = fittingTable(
    [
      { cells: shown.map(({ added }) => `+${added}`), align: 'end', paint: style.added },
      { cells: shown.map(({ added }) => share(added)), align: 'end' },
      { cells: shown.map(({ deleted }) => `-${deleted}`), align: 'end', paint: style.removed, leaves: 1 },
      { cells: shown.map(({ name }) => name) },
    ],
    width,
  );
  return text + more(rows.length);
}

function more(count: number): string {
  return count > MOST_ROWS ? `… and ${count - MOST_ROWS} more (--json tells all)\n` : '';
}

function notCounted(result: ReportResult, { width, style }: TextOptions): string {
  const files = leftOut(result);
  if (files.length === 0) return '';
  const shown = files.slice(0, MOST_ROWS);
  const table = fittingTable(
    [
      { cells: shown.map(() => 'not counted'), paint: style.quiet, leaves: 1 },
      { cells: shown.map(({ why }) => why), paint: style.quiet },
      { cells: shown.map(({ path }) => path) },
    ],
    width,
  );
  return table + more(files.length);
}
