import type { EditRecord } from '../model/edit-record.js';
import { displayWidth, truncateEnd, truncateStart } from '../render/columns.js';
import { visibleCell } from '../render/control-characters.js';
import { dateTime, type Zone } from '../render/dates.js';
import { agentAndModel, modelOrAgent, turnNumber } from '../render/edit-words.js';
import { EVIDENCE_MARKS } from '../render/evidence-marks.js';
import type { Style } from '../render/style.js';
import { wrapToRows } from './fit.js';
import type { FileView } from './views.js';

const SHORT_COMMIT = 8;
/** Rows from which everything has rows of its own. */
const ROOMY = 6;

export interface PanelOptions {
  readonly width: number;
  readonly height: number;
  readonly style: Style;
  readonly zone: Zone;
  /** In the colour of the lines. */
  readonly paint: (key: string, text: string) => string;
}

/**
 * What is told of a line: whose it is, the prompt, the turn, and how that is known.
 * @param index of the line, from 0. @returns at most `height` rows of at most `width` columns; those that are left out are what tells least.
 */
export function panelRows({ blamed }: FileView, index: number, options: PanelOptions): string[] {
  const { width, height } = options;
  const line = blamed.lines[index];
  if (line === undefined) return [];
  const edit = line.edit === null ? undefined : blamed.edits[line.edit];
  if (line.origin === 'agent' && edit !== undefined) {
    const rows = height < ROOMY ? tightRows(edit, options) : editRows(edit, options);
    return [...rows, ...commitRows(blamed, line.commit, options)].slice(0, height);
  }
  if (line.origin === 'commit') return commitRows(blamed, line.commit, options).slice(0, height);
  return [line.origin, ...wrapToRows(NO_WRITER[line.origin === 'preexisting' ? 'preexisting' : 'untraced'], width)]
    .map((row) => truncateEnd(row, width))
    .slice(0, height);
}

const NO_WRITER = {
  preexisting: 'The line was there when a trace first saw the file, and no commit has it.',
  untraced: 'The line came between or after what the traces know: a person, a formatter, another tool.',
};

function editRows(edit: EditRecord, { width, height, style, zone, paint }: PanelOptions): string[] {
  const { turn, session, caveats, trace, added, removed, id } = edit;
  const cut = (text: string): string => truncateEnd(text, width);
  const prompt = turn === null || turn.prompt === '' ? [] : wrapToRows(`“${visibleCell(turn.prompt)}”`, width);
  return [
    paint(modelOrAgent(edit), cut(agentAndModel(edit))),
    ...wrapToRows(`${turn === null ? '' : `turn ${turn.index} of `}session ${visibleCell(session)}`, width),
    cut(dateTime(edit.timestamp, zone)),
    ...shortened(prompt, Math.max(1, Math.floor(height / 3)), width),
    '',
    cut(proofOf(edit)),
    cut(`edit ${id}  +${added} -${removed}`),
    ...caveats.flatMap(({ message }) => wrapToRows(visibleCell(message), width)),
    style.quiet(placeOf(trace, width)),
  ];
}

/** The same where there are few rows. */
function tightRows(edit: EditRecord, { width, style, paint }: PanelOptions): string[] {
  const { turn, trace, id } = edit;
  const who = `${proofOf(edit)}  ${agentAndModel(edit)} ${turnNumber(edit)}`.trimEnd();
  const where = `edit ${id}  `;
  return [
    paint(modelOrAgent(edit), truncateEnd(who, width)),
    truncateEnd(turn === null || turn.prompt === '' ? '' : `“${visibleCell(turn.prompt)}”`, width),
    truncateEnd(where, width) + style.quiet(placeOf(trace, Math.max(0, width - displayWidth(where)))),
  ];
}

function proofOf({ evidence, tool }: EditRecord): string {
  return `${EVIDENCE_MARKS[evidence]} ${evidence}${tool === null ? '' : ` by ${visibleCell(tool)}`}`;
}

/** Of paths the end tells more. */
function placeOf({ path, line }: EditRecord['trace'], width: number): string {
  return truncateStart(`${visibleCell(path)}:${line}`, width);
}

function commitRows(
  { commits }: FileView['blamed'],
  id: string | null,
  { width, style, zone }: PanelOptions,
): string[] {
  const commit = id === null ? undefined : commits[id];
  if (id === null || commit === undefined) return [];
  const head = truncateEnd(`commit ${id.slice(0, SHORT_COMMIT)} ${visibleCell(commit.author)}`, width);
  const time = truncateEnd(dateTime(commit.time, zone), width);
  return [head, ...wrapToRows(visibleCell(commit.summary), width), style.quiet(time)];
}

/** At most so many rows; the last one tells that there were more. */
function shortened(rows: readonly string[], most: number, width: number): readonly string[] {
  if (rows.length <= most) return rows;
  return [...rows.slice(0, most - 1), truncateEnd(`${rows[most - 1]} …`, width)];
}
