import type { BlameBlock, OriginWords } from './blame-blocks.js';
import { type ColumnSources, columnDate, type LineCells, lineCells, NO_CELLS } from './blame-columns.js';
import { columnWidths, displayWidth, expandTabs, joinedWidth, truncateEnd } from './columns.js';
import { dateTime } from './dates.js';
import type { TextOptions } from './text-options.js';

/** How much is told beside the text. `who` limits the columns of the name, `time` its characters; 0 leaves out. */
interface Detail {
  readonly who: number;
  readonly agent: boolean;
  readonly session: 'with-turn' | 'turn-only' | 'none';
  readonly time: 16 | 10 | 0;
  /** Columns of an id; `why` leads to it where it has no room. */
  readonly id: number;
  /** Columns of the file that a line was in; 0 leaves out that and its number there. */
  readonly path: number;
}

/** From telling to terse; the first that leaves room for the text is taken. */
const DETAILS: readonly Detail[] = [
  { who: 40, agent: true, session: 'with-turn', time: 16, id: 64, path: 60 },
  { who: 24, agent: true, session: 'with-turn', time: 10, id: 64, path: 40 },
  { who: 24, agent: false, session: 'with-turn', time: 10, id: 64, path: 24 },
  { who: 20, agent: false, session: 'turn-only', time: 10, id: 64, path: 20 },
  { who: 18, agent: false, session: 'turn-only', time: 0, id: 64, path: 16 },
  { who: 10, agent: false, session: 'none', time: 0, id: 64, path: 12 },
  { who: 12, agent: false, session: 'none', time: 0, id: 0, path: 8 },
  { who: 8, agent: false, session: 'none', time: 0, id: 0, path: 0 },
];
/** Where no screen sets a limit. */
const WHOLE: Detail = { ...(DETAILS[0] as Detail), path: Number.POSITIVE_INFINITY };

const LEAST_ID = 8;

/** The text gets at least this share of the width, or as much as it needs. */
const TEXT_SHARE = 0.4;

/** What stands beside the text, and how wide it is. */
export interface BlameLayout {
  /** Cells by origin: id, who, where, time. */
  readonly cells: ReadonlyMap<OriginWords, readonly string[]>;
  readonly widths: readonly number[];
  readonly own: LineCells;
  readonly numberWidth: number;
  /** Column, from 0, in which the text begins. */
  readonly textStart: number;
}

export interface LayoutOptions extends TextOptions {
  /** Not given: the usual columns. */
  readonly wanted?: ColumnSources;
}

/** @param texts as they are to be shown, tabs not replaced. @param lastNumber of the lines that are shown. */
export function layOutBlame(
  blocks: readonly BlameBlock[],
  texts: readonly string[],
  lastNumber: number,
  options: LayoutOptions,
): BlameLayout {
  const { width, wanted } = options;
  const origins = [...new Set(blocks.map(({ words }) => words))];
  const numberWidth = String(lastNumber).length;
  const names = shortNames(origins.flatMap(({ edit, shortWho }) => (edit === null ? [] : [shortWho])));
  const layOut = (detail: Detail): BlameLayout => {
    const rows = origins.map((words) => cellsOf(words, names, detail, options));
    const widths = columnWidths(rows);
    const own = wanted === undefined ? NO_CELLS : lineCells(wanted, detail.path);
    const textStart = joinedWidth(widths) + own.width + ' = '.length + numberWidth + ' │ '.length;
    return {
      cells: new Map(origins.map((words, place) => [words, rows[place] ?? []])),
      widths,
      own,
      numberWidth,
      textStart,
    };
  };
  if (width === null) return layOut(WHOLE);
  const textRoom = Math.min(longest(texts), Math.floor(width * TEXT_SHARE));
  for (const detail of DETAILS) {
    const layout = layOut(detail);
    if (layout.textStart + textRoom <= width || detail === DETAILS.at(-1)) return layout;
  }
  throw new Error('There is always a last layout');
}

function cellsOf(
  words: OriginWords,
  names: ReadonlyMap<string, string>,
  { who: most, agent, session, time, id }: Detail,
  options: LayoutOptions,
): string[] {
  const { zone, wanted } = options;
  // Something has to say whose the lines are.
  if (wanted?.columns.who === 'none') return [words.id.slice(0, id || LEAST_ID), '', '', ''];
  const shortId = words.id.slice(0, id);
  const where = { 'with-turn': words.sessionAndTurn, 'turn-only': words.turn, none: '' }[session];
  const name = wanted?.columns.who === 'email' && words.email !== '' ? `<${words.email}>` : null;
  const who = truncateEnd(name ?? (agent ? words.who : (names.get(words.shortWho) ?? words.shortWho)), most);
  const form = wanted?.columns.date ?? null;
  if (wanted === undefined || form === null) return [shortId, who, where, dateTime(words.time, zone).slice(0, time)];
  return [shortId, who, where, time === 0 ? '' : columnDate(words.time, words.commit, form, wanted, zone)];
}

/** Where room is short, models go without the day of their release, as long as that leaves them apart. */
function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const undated = new Map(names.map((name) => [name, name.replace(/[-@](20\d{6}|20\d\d-\d\d-\d\d)$/, '')]));
  const taken = new Map<string, number>();
  for (const name of undated.values()) taken.set(name, (taken.get(name) ?? 0) + 1);
  return new Map([...undated].map(([name, short]) => [name, taken.get(short) === 1 ? short : name]));
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(expandTabs(text))), 0);
}
