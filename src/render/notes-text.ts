import type {
  Disagreement,
  NotesCompareResult,
  NotesShowResult,
  NotesWriteResult,
  ShownEntry,
} from '../model/notes-result.js';
import { columnWidths, joinCells, padEnd } from './columns.js';
import { visibleCell } from './control-characters.js';
import { counted } from './counted.js';
import type { TextOptions } from './text-options.js';

/** Of more notes only so many are told one by one: `--json` tells all. */
const MOST_NOTES = 20;
const INDENT = '  ';
const SHORT_ID = 12;

/** What was written: a sentence, then one line for each note. */
export function notesWriteText(result: NotesWriteResult, { style }: TextOptions): string {
  const { written, unchanged, unexplained, dryRun, ref, left } = result;
  const notes = counted(written.length, 'note', 'notes');
  const lines: string[] = [];
  if (written.length > 0) lines.push(dryRun ? `Would write ${notes} to ${ref}:` : `Wrote ${notes} to ${ref}:`);
  for (const note of written.slice(0, MOST_NOTES)) {
    const what = note.action === 'merged' ? ' added to the note that was there' : '';
    const size = `${counted(note.lines, 'line', 'lines')} in ${counted(note.files, 'file', 'files')}${what}`;
    lines.push(`${INDENT}${note.commit.slice(0, SHORT_ID)}  ${style.quiet(size)}`);
  }
  if (written.length > MOST_NOTES) lines.push(style.quiet(`… and ${written.length - MOST_NOTES} more`));
  if (unchanged.length > 0) {
    lines.push(`${counted(unchanged.length, 'note holds', 'notes hold')} all of it already.`);
  }
  if (unexplained.length > 0) {
    const which = counted(unexplained.length, 'commit has', 'commits have');
    lines.push(`${which} no line that a trace proves to be an agent's.`);
  }
  if (left.length > 0) lines.push(`${counted(left.length, 'commit was', 'commits were')} left alone.`);
  if (lines.length === 0) lines.push('Nothing to do: the range holds no commit.');
  return lines.map((line) => `${line}\n`).join('');
}

/** What a note says, file by file. */
export function notesShowText({ commit, note, ref }: NotesShowResult, { style }: TextOptions): string {
  if (note === null) return `${commit} has no note in ${ref}.\n`;
  const by = note.writer === null ? '' : `, by ${visibleCell(note.writer)}`;
  const output = [`Note of ${commit} in ${ref}${by}`];
  const rows = note.files.map(({ entries }) => entries.map((entry) => [...cells(entry), ranges(entry)]));
  const widths = columnWidths(rows.flat());
  for (const [n, { path }] of note.files.entries()) {
    output.push(visibleCell(path));
    for (const row of rows[n] ?? []) {
      const padded = row.map((cell, at) => (at === row.length - 1 ? cell : padEnd(cell, widths[at] ?? 0)));
      const [who = '', session = '', lines = ''] = padded;
      output.push(`${INDENT}${joinCells([who, style.quiet(session), lines], widths)}`.trimEnd());
    }
  }
  return output.map((line) => `${line}\n`).join('');
}

/** Where notes and traces disagree, file by file: the lines, what a trace here shows, what the note says. */
export function notesCompareText(result: NotesCompareResult, { style }: TextOptions): string {
  const { commits, lines, agreed, trailers, disagreements } = result;
  if (commits.length === 0)
    return 'No commit of these has a note or a record that can be read, or a trailer of an agent.\n';
  const told = trailers.filter(({ lines: shown }) => shown > 0).length;
  const hints = trailers.length === 0 ? '' : ` ${told} of ${counted(trailers.length, 'trailer', 'trailers')} fit.`;
  const output = [
    `${agreed} of ${counted(lines, 'line', 'lines')} agree, in ${counted(commits.length, 'commit', 'commits')}.${hints}`,
  ];
  const rows = disagreements.map((each) => [
    spanOf(each),
    `here: ${hereWords(each)}`,
    `${each.by}: ${toldWords(each)}`,
  ]);
  const widths = columnWidths(rows);
  let file = '';
  for (const [n, { commit, path }] of disagreements.entries()) {
    const named = `${commit.slice(0, SHORT_ID)} ${visibleCell(path)}`;
    if (named !== file) output.push(named);
    file = named;
    const [span = '', here = '', note = ''] = rows[n] ?? [];
    const padded = [padEnd(span, widths[0] ?? 0), padEnd(here, widths[1] ?? 0), style.quiet(note)];
    output.push(`${INDENT}${joinCells(padded, widths)}`.trimEnd());
  }
  return output.map((line) => `${line}\n`).join('');
}

function spanOf({ first, last }: Disagreement): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

function hereWords({ kind, here }: Disagreement): string {
  if (kind === 'no-such-line') return 'no such line';
  if (here === null) return 'no agent';
  return visibleCell(`${here.agent} ${here.model ?? '(model unknown)'}, ${here.evidence}, edit ${here.edit}`);
}

function toldWords({ by, proof, note }: Disagreement): string {
  if (by === 'trailer') return visibleCell(proof);
  if (note === null) return 'nobody';
  const [who, session] = cells(note);
  const where = by === 'note' ? `line ${note.line}` : `conversation ${note.line} of ${proof}`;
  return `${who}, ${session}, ${where}`;
}

function cells({ kind, key, tool, model, session, author }: Omit<ShownEntry, 'lines'>): [string, string] {
  if (kind === 'human') return [visibleCell(author || '(not named)'), 'a person'];
  if (kind === 'unknown') return [visibleCell(key), 'not told who'];
  return [visibleCell(`${tool} ${model ?? '(model unknown)'}`), visibleCell(session ?? '')];
}

/** `1-3,9` */
function ranges({ lines }: ShownEntry): string {
  return lines.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
