import type { BlameResult } from '../model/blame-result.js';
import { blocksOf, type OriginWords } from './blame-blocks.js';
import { type ColumnSources, columnDate, lineCells } from './blame-columns.js';
import { columnWidths, displayWidth, expandTabs, joinCells, joinedWidth, padEnd, truncateEnd } from './columns.js';
import { visible } from './control-characters.js';
import { dateTime } from './dates.js';
import type { Style } from './style.js';
import type { TextOptions } from './text-options.js';

export interface BlameTextOptions extends TextOptions {
  /** Not given: the usual columns. */
  readonly wanted?: ColumnSources;
}

/** How much is told beside the text. `who` limits the columns of the name; 0 leaves it out, as `time` its characters. */
interface Layout {
  readonly who: number;
  readonly agent: boolean;
  readonly session: 'with-turn' | 'turn-only' | 'none';
  readonly time: 16 | 10 | 0;
}

/** From telling to terse; the first that leaves room for the text is taken. */
const LAYOUTS: readonly Layout[] = [
  { who: 40, agent: true, session: 'with-turn', time: 16 },
  { who: 24, agent: true, session: 'with-turn', time: 10 },
  { who: 24, agent: false, session: 'with-turn', time: 10 },
  { who: 20, agent: false, session: 'turn-only', time: 10 },
  { who: 14, agent: false, session: 'turn-only', time: 0 },
  { who: 10, agent: false, session: 'none', time: 0 },
  { who: 0, agent: false, session: 'none', time: 0 },
];

/** The text gets at least this share of the width, or as much as it needs. */
const TEXT_SHARE = 0.4;

/**
 * Blame for people: one line for each line of the file; what lines of one origin share stands at the first of them.
 * Controls in texts and names are shown, never sent. Without a width the text is whole; a carriage return before the line end
 * counts to the line end.
 */
export function blameText(result: BlameResult, options: BlameTextOptions): string {
  const { lines } = result;
  const { width, style, wanted } = options;
  const blocks = blocksOf(result, wanted?.columns.digits);
  const own = wanted === undefined ? null : lineCells(wanted);
  const origins = [...new Set(blocks.map(({ words }) => words))];
  const texts = lines.map((line) => visible(line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text));
  const numberWidth = String(lines.at(-1)?.line ?? 0).length;
  const fixed = (own?.width ?? 0) + ' = '.length + numberWidth + ' │ '.length;
  const { rows, widths } = chooseLayout(origins, texts, fixed, options);
  const textStart = joinedWidth(widths) + fixed;
  const paint = style.palette(origins.flatMap(({ paintKey }) => paintKey ?? []));
  const blank = ' '.repeat(joinedWidth(widths));
  const bar = new Map(origins.map((words, place) => [words, barOf(words, rows[place] ?? [], widths, paint, style)]));
  let output = '';

  for (const { start, end, words } of blocks) {
    const { head, mark, edge } = bar.get(words) as Bar;
    for (let index = start; index < end; index++) {
      const number = style.quiet(String(lines[index]?.line).padStart(numberWidth));
      const text = fitText(texts[index] ?? '', textStart, width);
      const cells = own === null ? '' : style.quiet(own.textOf(index));
      output += `${index === start ? head : blank}${cells} ${mark} ${number} ${edge}${text === '' ? '' : ' '}${text}\n`;
    }
  }
  return output;
}

/** What stands beside the lines of one origin, in colour. */
interface Bar {
  /** The columns at the first line of a block. */
  readonly head: string;
  readonly mark: string;
  readonly edge: string;
}

function barOf(
  { origin, paintKey, mark }: OriginWords,
  row: readonly string[],
  widths: readonly number[],
  paint: (key: string, text: string) => string,
  { quiet }: Style,
): Bar {
  const strong = paintKey === null ? quiet : (text: string) => paint(paintKey, text);
  const [id = '', who = '', where = '', time = ''] = row.map((cell, at) => padEnd(cell, widths[at] ?? 0));
  const name = origin === 'commit' ? who : strong(who);
  return {
    head: joinCells([strong(id), name, quiet(where), quiet(time)], widths),
    mark: strong(mark),
    edge: strong('│'),
  };
}

function chooseLayout(
  origins: readonly OriginWords[],
  texts: readonly string[],
  fixed: number,
  options: BlameTextOptions,
): { rows: string[][]; widths: number[] } {
  const longestText = options.width === null ? 0 : longest(texts);
  let chosen: { rows: string[][]; widths: number[] } = { rows: [], widths: [] };
  for (const layout of LAYOUTS) {
    const rows = origins.map((words) => cells(words, layout, options));
    chosen = { rows, widths: columnWidths(rows) };
    if (options.width === null) {
      break;
    }
    const textRoom = Math.min(longestText, Math.floor(options.width * TEXT_SHARE));
    if (joinedWidth(chosen.widths) + fixed + textRoom <= options.width) {
      break;
    }
  }
  return chosen;
}

function cells(words: OriginWords, layout: Layout, { zone, wanted }: BlameTextOptions): string[] {
  if (wanted?.columns.who === 'none') return [words.id, '', '', ''];
  const where = { 'with-turn': words.sessionAndTurn, 'turn-only': words.turn, none: '' }[layout.session];
  const name = wanted?.columns.who === 'email' && words.email !== '' ? `<${words.email}>` : null;
  const who = truncateEnd(name ?? (layout.agent ? words.who : words.shortWho), layout.who);
  const form = wanted?.columns.date ?? null;
  if (wanted === undefined || form === null)
    return [words.id, who, where, dateTime(words.time, zone).slice(0, layout.time)];
  return [words.id, who, where, layout.time === 0 ? '' : columnDate(words.time, words.commit, form, wanted, zone)];
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(expandTabs(text, 0))), 0);
}

/** Tabs are left to the terminal where the whole line has room; a line that is cut off has them as blanks. */
function fitText(text: string, start: number, width: number | null): string {
  if (width === null) {
    return text;
  }
  const expanded = expandTabs(text, start);
  return displayWidth(expanded) <= width - start ? text : truncateEnd(expanded, Math.max(1, width - start));
}
