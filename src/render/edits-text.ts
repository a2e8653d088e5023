import type { EditRecord } from '../model/edit-record.js';
import { columnWidths, joinCells, joinedWidth, padEnd, padStart, truncateEnd, truncateStart } from './columns.js';
import { visibleCell } from './control-characters.js';
import { dateTime } from './dates.js';
import { agentAndModel, modelOrAgent, sessionAndTurn, turnNumber } from './edit-words.js';
import { EVIDENCE_MARKS } from './evidence-marks.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';

interface Layout {
  readonly time: 16 | 10 | 0;
  readonly who: number;
  readonly agent: boolean;
  readonly session: 'with-turn' | 'turn-only' | 'none';
  readonly words: boolean;
}

/** From telling to terse; the first that leaves room for the paths is taken. */
const LAYOUTS: readonly Layout[] = [
  { time: 16, who: 40, agent: true, session: 'with-turn', words: true },
  { time: 16, who: 24, agent: false, session: 'with-turn', words: true },
  { time: 16, who: 24, agent: false, session: 'turn-only', words: false },
  { time: 10, who: 20, agent: false, session: 'turn-only', words: false },
  { time: 0, who: 14, agent: false, session: 'turn-only', words: false },
  { time: 0, who: 0, agent: false, session: 'none', words: false },
];

/** Paths get at least this share of the width, or as much as they need. */
const PATH_SHARE = 0.3;

const [ID, TIME, WHO, WHERE, EVIDENCE, ACTION, ADDED, REMOVED] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** Edits for people: a table without a frame, one line for each edit, in the order given. */
export function editsText(edits: readonly EditRecord[], options: TextOptions): string {
  const paths = edits.map(pathCell);
  const longest = columnWidths(paths.map((path) => [path]))[0] ?? 0;
  const { rows, widths } = chooseLayout(edits, longest, options);
  const { quiet, added, removed } = options.style;
  const paint = options.style.palette(edits.map(modelOrAgent));
  const room = options.width === null ? longest : Math.max(1, options.width - joinedWidth([...widths, 1]) + 1);

  return edits
    .map((edit, index) => {
      const row = rows[index] ?? [];
      const cell = (column: number): string => padEnd(row[column] ?? '', widths[column] ?? 0);
      const count = (column: number): string => padStart(row[column] ?? '', widths[column] ?? 0);
      const model = (text: string): string => paint(modelOrAgent(edit), text);
      const cells = [
        model(cell(ID)),
        quiet(cell(TIME)),
        model(cell(WHO)),
        quiet(cell(WHERE)),
        model(cell(EVIDENCE)),
        cell(ACTION),
        added(count(ADDED)),
        removed(count(REMOVED)),
        truncateStart(paths[index] ?? '', room),
      ];
      return `${joinCells(cells, [...widths, 1])}\n`;
    })
    .join('');
}

function chooseLayout(
  edits: readonly EditRecord[],
  longestPath: number,
  options: TextOptions,
): { rows: string[][]; widths: number[] } {
  const shortEdit = shortIds(edits.map((edit) => edit.id));
  const shortSession = shortIds(edits.map((edit) => edit.session));
  let chosen: { rows: string[][]; widths: number[] } = { rows: [], widths: [] };
  for (const layout of LAYOUTS) {
    const rows = edits.map((edit) => [
      shortEdit(edit.id),
      dateTime(edit.timestamp, options.zone).slice(0, layout.time),
      truncateEnd(layout.agent ? agentAndModel(edit) : modelOrAgent(edit), layout.who),
      { 'with-turn': sessionAndTurn(edit, shortSession), 'turn-only': turnNumber(edit), none: '' }[layout.session],
      `${EVIDENCE_MARKS[edit.evidence]}${layout.words ? ` ${edit.evidence}` : ''}`,
      edit.action,
      `+${edit.added}`,
      `-${edit.removed}`,
    ]);
    chosen = { rows, widths: columnWidths(rows) };
    if (options.width === null) {
      break;
    }
    const pathRoom = Math.min(longestPath, Math.floor(options.width * PATH_SHARE));
    if (joinedWidth([...chosen.widths, pathRoom]) <= options.width) {
      break;
    }
  }
  return chosen;
}

function pathCell({ path, previousPath }: EditRecord): string {
  return visibleCell(previousPath === null ? path : `${previousPath} → ${path}`);
}
