import { diffWordsWithSpace } from 'diff';
import type { EditRecord } from '../model/edit-record.js';
import type { LifeStation, WhyResult } from '../model/why-result.js';
import { displayWidth, expandTabs, truncateEnd, truncateStart } from './columns.js';
import { visible, visibleCell } from './control-characters.js';
import { dateTime } from './dates.js';
import { agentAndModel, modelOrAgent, turnNumber } from './edit-words.js';
import { EVIDENCE_MARKS } from './evidence-marks.js';
import type { TextOptions } from './text-options.js';

const INDENT = '    ';
const SHORT_COMMIT = 8;
const MOST_SUBJECTS = 5;
const MOST_LOOKS = 5;
const PREEXISTING = 'It was there before the first trace';

/** The line, then a block for each station of its life, and what ended the search. Nothing is wider than the terminal. */
export function whyText(result: WhyResult, options: TextOptions): string {
  const { life, ended, path, line, commit } = result;
  const place = `${path}:${line}`;
  const blocks = life.map((station, at) => block(result, station, life[at - 1], life[at + 1], options));
  const lines = [
    fromEnd(visibleCell(place), options.width),
    ...textLines(result.text, options),
    ...blocks.flatMap((one) => ['', ...one]),
  ];
  if (ended !== null) {
    lines.push('', ...wrapped(`No agent is named: ${ended.message} (${ended.code}).`, options.width));
    // A single subject that the sentence does not name, or the many that it only counts.
    const others = ended.subjects.filter((subject) => !ended.message.includes(subject));
    lines.push(...others.slice(0, MOST_SUBJECTS).map((subject) => detailFromEnd(visibleCell(subject), options.width)));
    if (others.length > MOST_SUBJECTS) lines.push(`${INDENT}… and ${others.length - MOST_SUBJECTS} more`);
  } else if (commit === null) {
    lines.push('', 'No commit has the line yet.');
  }
  return lines.map((text) => `${text}\n`).join('');
}

function block(
  result: WhyResult,
  station: LifeStation,
  newer: LifeStation | undefined,
  older: LifeStation | undefined,
  options: TextOptions,
): string[] {
  const { style, width, zone } = options;
  const edit = station.edit === null ? undefined : result.edits[station.edit];
  const commit = station.commit === null ? undefined : result.commits[station.commit];
  const time = dateTime(station.time, zone);
  const who = edit !== undefined ? agentAndModel(edit) : whoOf(station, commit?.author ?? null);
  const what = station.origin === 'preexisting' ? PREEXISTING : `${who} ${didWhat(station, older !== undefined)}`;
  const head = cut(`${time === '' ? '' : `${time}  `}${what}`, width);
  const paint = style.palette(Object.values(result.edits).map(modelOrAgent));
  const lines = [edit === undefined ? head : paint(modelOrAgent(edit), head)];
  const detail = (text: string): void => {
    lines.push(cut(`${INDENT}${text}`, width));
  };
  if (edit !== undefined) for (const text of [...editLines(edit), ...lookLines(result, edit)]) detail(text);
  if (station.commit !== null && commit !== undefined) {
    const by = edit === undefined ? '' : ` by ${visibleCell(commit.author)}`;
    detail(`commit ${station.commit.slice(0, SHORT_COMMIT)}${by}: ${visibleCell(commit.summary)}`);
  }
  if (edit !== undefined) {
    lines.push(style.quiet(detailFromEnd(`${visibleCell(edit.trace.path)}:${edit.trace.line}`, width)));
  }
  const before = newer ?? result;
  if (station.text !== before.text) lines.push(...textLines(station.text, options, before.text));
  return lines;
}

function whoOf({ origin }: LifeStation, author: string | null): string {
  if (author !== null) return visibleCell(author);
  return origin === 'commit' ? 'git' : 'Nobody that a trace knows';
}

function didWhat({ role, renamed }: LifeStation, isFollowed: boolean): string {
  switch (role) {
    case 'writer':
      return isFollowed ? 'rewrote it' : 'wrote it';
    case 'mover':
      return 'moved it';
    case 'restorer':
      return 'brought it back';
    case 'line-end':
      return 'changed its line end';
    case 'renamer':
      return `renamed the file, which was ${visibleCell(renamed?.from ?? '')}`;
  }
}

function editLines(edit: EditRecord): string[] {
  const { evidence, id, session, turn, tool, caveats } = edit;
  const how = tool === null ? '' : ` by ${visibleCell(tool)}`;
  const lines = [
    `${EVIDENCE_MARKS[evidence]} ${evidence}${how}, edit ${id}`,
    `session ${visibleCell(session)} ${turnNumber(edit)}`.trimEnd(),
    ...caveats.map(({ message }) => visibleCell(message)),
  ];
  return turn === null || turn.prompt === '' ? lines : [`“${visibleCell(turn.prompt)}”`, ...lines];
}

/** What the agent had looked at, in one line. */
function lookLines({ looks }: WhyResult, { id }: EditRecord): string[] {
  const all = looks[id] ?? [];
  if (all.length === 0) return [];
  const shown = all.slice(-MOST_LOOKS).map(({ path, lines }) => {
    return `${visibleCell(path)}${lines === null ? '' : `:${lines.first}-${lines.last}`}`;
  });
  const more = all.length > MOST_LOOKS ? `, and ${all.length - MOST_LOOKS} before` : '';
  return [`had looked at ${shown.join(', ')}${more}`];
}

/** @param newer what the line became later: the words that it lost are marked. */
function textLines(text: string, { width, style }: TextOptions, newer: string | null = null): string[] {
  const plain = visible(text.replace(/\r$/, ''));
  const shown = cut(`${INDENT}│ ${plain}`.trimEnd(), width);
  const isWhole = shown === `${INDENT}│ ${plain}`;
  const marked = newer === null || !isWhole ? shown : `${INDENT}│ ${withLostWords(plain, visible(newer), style)}`;
  return [marked.replace('│', style.quiet('│'))];
}

/** Lines longer than this have no marks: a comparison word by word may take long. */
const LONGEST_MARKED = 1000;

function withLostWords(text: string, newer: string, style: TextOptions['style']): string {
  if (text.length > LONGEST_MARKED || newer.length > LONGEST_MARKED) return text;
  return diffWordsWithSpace(text, newer)
    .flatMap(({ value, added, removed }) => (added ? [] : [removed ? style.removed(value) : value]))
    .join('');
}

function cut(text: string, width: number | null): string {
  return width === null || displayWidth(expandTabs(text)) <= width ? text : truncateEnd(expandTabs(text), width);
}

/** Of paths and ids the end tells more. */
function fromEnd(text: string, width: number | null): string {
  return width === null ? text : truncateStart(text, width);
}

function detailFromEnd(text: string, width: number | null): string {
  return cut(`${INDENT}${fromEnd(text, width === null ? null : width - INDENT.length)}`, width);
}

function wrapped(text: string, width: number | null): string[] {
  const lines: string[] = [];
  for (const word of visibleCell(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && (width === null || displayWidth(`${last} ${word}`) <= width)) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(cut(word, width));
    }
  }
  return lines;
}
