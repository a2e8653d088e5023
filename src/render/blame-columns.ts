import type { CommitDetails, LineCommit } from '../model/blame-result.js';
import { columnWidths, joinCells, joinedWidth, padEnd, padStart, truncateStart } from './columns.js';
import { visibleCell } from './control-characters.js';
import type { Zone } from './dates.js';
import { type DateForm, gitDate } from './git-dates.js';

/** What of the columns beside the text is wanted otherwise than usual, as git blame's options say it. */
export interface BlameColumns {
  /** `none`: neither name nor time (`-s`). */
  readonly who: 'name' | 'email' | 'none';
  /** null: as usual. */
  readonly date: DateForm | null;
  /** The file that the line was in, in its commit. */
  readonly file: boolean;
  /** The line's number there. */
  readonly number: boolean;
  /** Digits of ids; null: as many as tell them apart. */
  readonly digits: number | null;
}

/** Columns as they were asked for: what was not, the configuration tells. */
export interface AskedColumns extends Omit<BlameColumns, 'who'> {
  /** Neither name nor time (`-s`). */
  readonly hidesWho: boolean;
  /** Addresses in place of names; null: not said. */
  readonly email: boolean | null;
  /** Times as seconds and zone (`-t`), whatever else is said of dates. */
  readonly rawTime: boolean;
}

/** What the columns are made of beside the answer. */
export interface ColumnSources {
  readonly columns: BlameColumns;
  readonly lineCommits: readonly LineCommit[];
  readonly details: ReadonlyMap<string, CommitDetails>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Columns that each line has of its own. */
export interface LineCells {
  /** With the blanks before them; 0 where there are none. */
  readonly width: number;
  /** @param index place of the line in the answer. */
  readonly textOf: (index: number) => string;
}

const GAP = '  ';

export const NO_CELLS: LineCells = { width: 0, textOf: () => '' };

/** @param most columns of the file's name, whose end is kept; 0: neither that nor the number. */
export function lineCells({ columns: { file, number }, lineCommits }: ColumnSources, most: number): LineCells {
  if (most === 0) return NO_CELLS;
  const rows = lineCommits.map(({ path, line }) => [
    file ? truncateStart(visibleCell(path), most) : '',
    number ? String(line) : '',
  ]);
  const widths = columnWidths(rows);
  const [fileWidth = 0, numberWidth = 0] = widths;
  const width = joinedWidth(widths);
  if (width === 0) return NO_CELLS;
  return {
    width: GAP.length + width,
    textOf(index) {
      const [path = '', line = ''] = rows[index] ?? [];
      return GAP + joinCells([padEnd(path, fileWidth), padStart(line, numberWidth)], widths);
    },
  };
}

/**
 * A time in the form that was asked for: of a commit in its author's zone, else in the reader's.
 * @param time ISO 8601 UTC, or null.
 * @param commit id, or null.
 */
export function columnDate(
  time: string | null,
  commit: string | null,
  form: DateForm,
  { details, now }: ColumnSources,
  zone: Zone,
): string {
  const instant = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(instant)) return '';
  const known = details.get(commit ?? '');
  // A commit's own may lie beyond what ISO 8601 can tell.
  const seconds = known?.time === time ? known.authorTime : Math.floor(instant / 1000);
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(known?.authorZone ?? '') ?? [];
  const east = sign === undefined ? null : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return visibleCell(gitDate(seconds, east, form, zone, now));
}
