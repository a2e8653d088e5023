import type { ReportedFile, ReportResult } from '../model/report-result.js';
import { truncateEnd } from './columns.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
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

/** GitHub takes comments of 65,536 characters. */
const MOST_CHARACTERS = 60_000;
const MOST_ROWS = 50;
const LONGEST_NAME = 160;
const LONGEST_TEXT = 1000;

/**
 * A report for a comment on a pull request, or a job's summary. Names out of traces and repositories stand in code spans only, where
 * they are neither markup nor mentions.
 */
export function reportMarkdown(result: ReportResult): string {
  const parts = [head(result), origins(result), policy(result), details(result), files(result), notCounted(result)];
  let text = '';
  for (const part of parts.filter((one) => one !== '')) {
    const longer = text === '' ? part : `${text}\n${part}`;
    if (longer.length > MOST_CHARACTERS)
      return `${text}\nMore does not fit here: \`ai-blame report --json\` tells all.\n`;
    text = longer;
  }
  return text;
}

function head(result: ReportResult): string {
  const { comparison, added, deleted } = result;
  const summary =
    comparison.kind === 'files'
      ? `**${percentText(added.percent.agent)}** of ${counted(added.lines, 'line', 'lines')} are agents'`
      : `**${percentText(added.percent.agent)}** of ${counted(added.lines, 'added line', 'added lines')} are agents'; ${counted(deleted.lines, 'line', 'lines')} deleted`;
  const nothing = comparison.kind === 'files' ? 'There is no line' : 'Nothing differs';
  return `### ai-blame: ${code(subjectOf(comparison))}\n\n${result.files.length === 0 ? nothing : summary}.\n`;
}

function origins({ added, deleted }: ReportResult): string {
  const present = ORIGINS.filter((origin) => added.origins[origin] + deleted.origins[origin] > 0);
  return table(
    ['origin', 'added', 'share', 'deleted', 'share'],
    present.map((origin) => [
      origin,
      String(added.origins[origin]),
      percentText(added.percent[origin]),
      String(deleted.origins[origin]),
      percentText(deleted.percent[origin]),
    ]),
  );
}

function policy({ policy: { conditions } }: ReportResult): string {
  const lines = conditions.map(({ failed, sentence }) => `- ${failed ? '**fails**' : 'holds'} ${code(sentence)}`);
  return lines.length === 0 ? '' : `Policy:\n\n${lines.join('\n')}\n`;
}

function details(result: ReportResult): string {
  const tables = [
    named('model', modelRows(result), result),
    named('evidence', evidenceRows(result), result),
    named('session', sessionRows(result, shortIds(sessionIds(result))), result),
  ].filter((one) => one !== '');
  if (tables.length === 0) return '';
  return `<details><summary>By model, evidence and session</summary>\n\n${tables.join('\n')}\n</details>\n`;
}

function named(what: string, rows: readonly ReportRow[], result: ReportResult): string {
  const cells = rows.map(({ name, added, deleted }) => {
    const share = shareOfAdded(added, result);
    return [cell(name), String(added), share === null ? '' : percentText(share), String(deleted)];
  });
  return table([what, 'added', 'share', 'deleted'], cells);
}

function files(result: ReportResult): string {
  return table(
    ['file', 'added', "agents'", 'deleted', "agents'"],
    filesByAgent(result.files).map(({ path, previousPath, added, deleted }: ReportedFile) => [
      `${cell(path)}${previousPath === null ? '' : ` ← ${cell(previousPath)}`}`,
      String(added.lines),
      added.lines === 0 ? '' : percentText(added.percent.agent),
      String(deleted.lines),
      deleted.lines === 0 ? '' : percentText(deleted.percent.agent),
    ]),
  );
}

function notCounted(result: ReportResult): string {
  return table(
    ['not counted', 'why'],
    leftOut(result).map(({ path, why }) => [cell(path), why]),
  );
}

/** The first column begins left, the others end right. Empty where there is no row. */
function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const marks = names.map((_name, n) => (n === 0 ? '---' : '---:'));
  const shown = rows.slice(0, MOST_ROWS).map(line).join('');
  const more =
    rows.length > MOST_ROWS ? line([`… and ${rows.length - MOST_ROWS} more`, ...names.slice(1).map(() => '')]) : '';
  return `${line(names)}${line(marks)}${shown}${more}`;
}

/** A code span within a table, where a bar would end the cell. */
function cell(text: string): string {
  return code(truncateEnd(visibleCell(text), LONGEST_NAME).replaceAll('|', '\\|'));
}

/** A code span, which nothing in the text can leave; controls are shown. */
function code(text: string): string {
  const safe = truncateEnd(visibleCell(text), LONGEST_TEXT);
  const ticks = Math.max(0, ...(safe.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(ticks + 1);
  const pad = ticks > 0 ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}
