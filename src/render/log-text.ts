import type { EditRecord } from '../model/edit-record.js';
import type { LogResult, StateRecord } from '../model/time-travel.js';
import { dateTime } from './dates.js';
import { EVIDENCE_MARKS } from './evidence-marks.js';
import { fittingTable } from './fitting-table.js';
import { shortIds } from './short-ids.js';
import type { TextOptions } from './text-options.js';

/** States for people, the oldest first: a line for each. */
export function logText({ states, edits }: Pick<LogResult, 'states' | 'edits'>, options: TextOptions): string {
  const { style, width, zone } = options;
  const editOf = ({ edit }: StateRecord): EditRecord | null => (edit === null ? null : (edits[edit] ?? null));
  const shortEdit = shortIds(states.flatMap(({ edit }) => edit ?? []));
  const shortSession = shortIds(states.flatMap(({ attribution }) => attribution.sessionId ?? []));
  const models = states.map((state) => state.attribution.model ?? state.attribution.agent ?? '');
  const palette = style.palette(models.filter((model) => model !== ''));
  const model = (text: string, row: number): string =>
    models[row] === '' ? text : palette(models[row] as string, text);
  const quiet = (text: string): string => style.quiet(text);
  const count = (sign: string, number: number | null): string => (number === null ? '' : `${sign}${number}`);
  return fittingTable(
    [
      { cells: states.map(({ state }) => String(state)), align: 'end' },
      { cells: states.map(({ edit }) => (edit === null ? '' : shortEdit(edit))), paint: model },
      { cells: states.map(({ attribution }) => dateTime(attribution.editDate, zone)), paint: quiet, leaves: 3 },
      { cells: states.map(whoOf), paint: model, leaves: 6 },
      {
        cells: states.map(({ attribution: { sessionId, turn } }) => {
          return sessionId === null ? '' : `${shortSession(sessionId)}${turn === null ? '' : ` #${turn}`}`;
        }),
        paint: quiet,
        leaves: 2,
      },
      {
        cells: states.map((state) => {
          const edit = editOf(state);
          return edit === null ? '' : `${EVIDENCE_MARKS[edit.evidence]} ${state.confidence.replace('_', ' ')}`;
        }),
        paint: model,
        leaves: 1,
      },
      { cells: states.map(({ added }) => count('+', added)), align: 'end', paint: style.added, leaves: 5 },
      { cells: states.map(({ removed }) => count('-', removed)), align: 'end', paint: style.removed, leaves: 5 },
      { cells: states.map(subjectOf) },
    ],
    width,
  );
}

function whoOf({ kind, attribution: { agent, model } }: StateRecord): string {
  if (agent !== null) return `${agent} ${model ?? '(model unknown)'}`;
  return kind === 'commit' ? 'git' : kind === 'base' ? '' : '·';
}

function subjectOf(state: StateRecord): string {
  const { kind, presence, action, path, previousPath, attribution, commit } = state;
  const words: string[] = [];
  if (previousPath !== null) words.push(`${previousPath} → ${path}`);
  if (kind === 'base') words.push(presence === 'absent' ? 'not there' : 'before the first known edit');
  if (kind === 'untraced' || kind === 'worktree') words.push(kind === 'worktree' ? 'work tree, untraced' : 'untraced');
  if (commit !== null) words.push(commit.slice(0, 8));
  if (presence === 'unknown') words.push('(content unknown)');
  if (kind !== 'base' && action === 'delete') words.push('deleted');
  if (attribution.logSubject !== null) words.push(attribution.logSubject);
  return words.join('  ');
}
