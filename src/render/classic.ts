import type { BlameReport, CommitDetails, GitSettings } from '../model/blame-result.js';
import { displayWidth } from './columns.js';
import { type DateForm, gitDate } from './git-dates.js';
import { type GitFormatOptions, groupsOf, type Row, rowsOf, tellerOf, textOf } from './git-entries.js';

/** Colours and marks of git's own columns, as far as they were asked for: what was not, the configuration tells. */
export interface ClassicMarks {
  /** `-b`: ids of boundaries are blank. */
  readonly blankBoundary: boolean;
  /** `-c`: as git annotate. */
  readonly annotate: boolean;
  readonly colorLines: boolean;
  readonly colorByAge: boolean;
}

export interface ClassicOptions extends GitFormatOptions, ClassicMarks {
  /** Neither name nor time, unless as git annotate. */
  readonly hidesWho: boolean;
  /** Addresses in place of names. */
  readonly email: boolean;
  readonly date: DateForm;
  /** Seconds and zone, in place of a date. */
  readonly rawTime: boolean;
  readonly showFile: boolean;
  readonly showNumber: boolean;
  /** Of ids; null: as many as git shows. Only those of boundaries have as many; others one more, as with git. */
  readonly digits: number | null;
  readonly settings: Pick<GitSettings, 'markIgnored' | 'markUnblamable'>;
  readonly colors: ClassicColors;
}

/** Sequences; none where nothing is to be coloured. */
export interface ClassicColors {
  readonly repeated: string;
  /** Ascending by age limits: from the second (since 1970) on that follows, the next colour. */
  readonly ages: readonly { readonly color: string; readonly until: number }[];
}

const RESET = '\x1b[m';

/** Columns of dates, by forms (git 2.39, builtin/blame.c, cmd_blame). */
const DATE_WIDTHS: Readonly<Record<Exclude<DateForm['name'], 'format'>, number>> = {
  default: 30,
  iso: 25,
  'iso-strict': 25,
  rfc: 31,
  short: 10,
  raw: 16,
  unix: 10,
  relative: 22,
  human: 16,
};

/**
 * git blame's own columns, byte for byte (git 2.39, `builtin/blame.c`: `emit_other`, `find_alignment`).
 * Bytes that are not UTF-8 come out as in `textOfBytes`.
 * @throws Error where the report does not tell what is needed (`digits`).
 */
export function classic(report: BlameReport, options: ClassicOptions): string {
  const details = tellerOf(report, options);
  const rows = rowsOf(report);
  const groups = groupsOf(rows);
  const { annotate, hidesWho, email } = options;
  const nameOf = (told: CommitDetails): string => (email ? `<${told.email}>` : told.author);
  const most = (of: (row: Row) => number): number => rows.reduce((so, row) => Math.max(so, of(row)), 0);
  const idLength = idLengthOf(report, options.digits, rows[0]?.commit.length ?? 0);
  const pathWidth = most(({ at }) => Buffer.byteLength(at.path));
  const showsFile = options.showFile || rows.some(({ at }) => at.path !== report.result.path);
  const nameWidth = groups.reduce((so, [row]) => Math.max(so, displayWidth(nameOf(details(row as Row)))), 0);
  const numberWidth = String(most(({ line }) => line.line)).length;
  const ownWidth = String(most(({ at }) => at.line)).length;
  const timeOf = times(options);
  const output: string[] = [];
  for (const group of groups) {
    const told = details(group[0] as Row);
    const [name, time] = [nameOf(told), timeOf(told)];
    for (const [place, row] of group.entries()) {
      const { at, line } = row;
      const color = annotate ? null : colorOf(told, place > 0, options);
      const id = idOf(row, told, idLength, options);
      const cells = annotate
        ? `\t(${name.padStart(10 - Buffer.byteLength(name) + name.length)}\t${time.padStart(10)}\t${line.line})`
        : [
            showsFile ? ` ${at.path}${' '.repeat(pathWidth - Buffer.byteLength(at.path))}` : '',
            options.showNumber ? ` ${String(at.line).padStart(ownWidth)}` : '',
            hidesWho ? '' : ` (${name}${' '.repeat(nameWidth - displayWidth(name))} ${time.padStart(10)}`,
            ` ${String(line.line).padStart(numberWidth)}) `,
          ].join('');
      output.push(`${color ?? ''}${id}${cells}${color === null ? '' : RESET}${textOf(row)}\n`);
    }
  }
  return output.join('');
}

/** One more than was asked for is for the mark of a boundary, unless all are shown anyway. */
function idLengthOf({ digits }: BlameReport, asked: number | null, all: number): number {
  if (digits === undefined) throw new Error('it is not told how long ids are');
  if (asked === null) return digits + 1;
  return asked < all ? asked + 1 : all;
}

function idOf(
  { at, commit }: Row,
  { boundary }: CommitDetails,
  length: number,
  { blankBoundary, annotate, settings }: ClassicOptions,
): string {
  let marks = '';
  const isBlank = boundary && blankBoundary;
  if (boundary && !isBlank && !annotate) marks = '^';
  if (settings.markUnblamable && at.unblamable === true) marks += '*';
  if (settings.markIgnored && at.ignored === true) marks += '?';
  const left = length - marks.length;
  return marks + (isBlank ? ' '.repeat(left) : commit.slice(0, left));
}

/** Null: none. One that is empty is reset too, as by git. */
function colorOf(
  told: CommitDetails,
  isRepeated: boolean,
  { colorLines, colorByAge, colors }: ClassicOptions,
): string | null {
  if (colorLines && isRepeated) return colors.repeated;
  if (!colorByAge) return null;
  return colors.ages.find(({ until }) => told.authorTime <= until)?.color ?? '';
}

function times({ date, rawTime, now, zone }: ClassicOptions): (told: CommitDetails) => string {
  if (rawTime) return ({ authorTime, authorZone }) => `${authorTime} ${authorZone}`;
  const told = (seconds: number, offset: string): string => {
    return gitDate(seconds, minutesOf(offset), date, zone, now);
  };
  const width = date.name === 'format' ? Buffer.byteLength(told(0, '+0000')) : DATE_WIDTHS[date.name];
  return ({ authorTime, authorZone }) => {
    const text = told(authorTime, authorZone);
    return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
  };
}

function minutesOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d+)(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
