import type { BlameReport, BlameResult, LineCommit } from '../model/blame-result.js';
import type { DiffResult, FileDiff, ShowResult, StateLines } from '../model/time-travel.js';
import { type BlameBlock, blocksOf } from '../render/blame-blocks.js';
import { visibleCell } from '../render/control-characters.js';

/** Something whose lines can be walked over. */
export type View = FileView | TextView;

export type BlamedLines = Pick<BlameResult, 'lines' | 'edits' | 'commits'>;

/** A file as it was at some time, and who wrote its lines. */
export interface FileView {
  readonly kind: 'file';
  /** As it was named then, from the root. */
  readonly path: string;
  readonly at: Moment;
  readonly blamed: BlamedLines;
  readonly blocks: readonly BlameBlock[];
  /** Of each line the one that its commit's parent is asked for; null: not known. */
  readonly previous: (index: number) => Previous | null;
}

/** `now`: what was asked for first, the work tree or a revision. `state`: by its name. */
export type Moment =
  | { readonly kind: 'now'; readonly revision: string | null }
  | { readonly kind: 'state'; readonly ref: string; readonly number: number | null }
  | { readonly kind: 'commit'; readonly id: string };

/** The file in the commit before a line's own; `begins`: there is none. */
type Previous = { readonly kind: 'in'; readonly revision: string; readonly path: string } | { readonly kind: 'begins' };

/** Lines that are only read. */
export interface TextView {
  readonly kind: 'text';
  readonly title: string;
  readonly rows: readonly TextRow[];
  /** The turn that it tells of; null: none. */
  readonly turn: { readonly session: string; readonly turn: number } | null;
}

export interface TextRow {
  readonly look: 'plain' | 'head' | 'quiet' | 'added' | 'removed';
  /** As it is stored: nothing is made safe yet. */
  readonly text: string;
}

/** What blame answered. @param at what was asked for. */
export function blamedFile({ result, lineCommits, details }: BlameReport, at: Moment): FileView {
  const previous = (index: number): Previous | null => {
    const { commit, path } = lineCommits[index] ?? NO_COMMIT;
    const told = commit === null ? undefined : details.get(commit);
    if (told === undefined) return null;
    const before = told.previous.find(({ of }) => of === path);
    if (before !== undefined) return { kind: 'in', revision: before.commit, path: before.path };
    return told.boundary ? null : { kind: 'begins' };
  };
  return { kind: 'file', path: result.path, at, blamed: result, blocks: blocksOf(result), previous };
}

const NO_COMMIT: Pick<LineCommit, 'commit' | 'path'> = { commit: null, path: '' };
const NOBODY: StateLines = { lines: [], edits: {}, commits: {} };

/** A state of a file, with its authors. */
export function stateOfFile({ content, authors = NOBODY, path, ref, state }: ShowResult): FileView {
  const texts = textsOf(content);
  const lines = authors.lines.flatMap(({ start, count, origin, edit, commit }) =>
    Array.from({ length: count }, (_, n) => ({
      line: start + n,
      text: texts[start + n - 1] ?? '',
      origin,
      edit,
      commit,
    })),
  );
  const blamed = { lines, edits: authors.edits, commits: authors.commits };
  const previous = (index: number): Previous | null => {
    const commit = lines[index]?.commit ?? null;
    return commit === null ? null : { kind: 'in', revision: `${commit}^`, path };
  };
  return { kind: 'file', path, at: { kind: 'state', ref, number: state }, blamed, blocks: blocksOf(blamed), previous };
}

function textsOf(content: Buffer): string[] {
  return content.toString().replace(/\n$/, '').split('\n');
}

/** What a turn did to all files. */
export function diffOfTurn({ files, turn }: DiffResult): TextView {
  const title = turn === null ? 'diff' : `${turn.session} #${turn.turn}`;
  const rows = files.flatMap(rowsOfFile);
  return { kind: 'text', title, rows: rows.length > 0 ? rows : [{ look: 'plain', text: NOTHING_CHANGED }], turn };
}

const NOTHING_CHANGED = 'The turn left every file as it was, as far as that is known.';

function rowsOfFile({ path, previousPath, action, added, removed, bytes, hunks }: FileDiff): TextRow[] {
  const from = previousPath === null || previousPath === path ? '' : `${visibleCell(previousPath)} → `;
  const counts = added === null || removed === null ? '' : `  +${added} -${removed}`;
  const rows: TextRow[] = [{ look: 'head', text: `${action} ${from}${visibleCell(path)}${counts}` }];
  if (bytes !== null) rows.push({ look: 'quiet', text: 'binary, or over 4 MB: not told by lines' });
  for (const hunk of hunks) {
    const { beforeStart, beforeCount, afterStart, afterCount, lines } = hunk;
    rows.push({ look: 'quiet', text: `@@ -${beforeStart},${beforeCount} +${afterStart},${afterCount} @@` });
    for (const { op, bytes: line } of lines) {
      const look = op === '+' ? 'added' : op === '-' ? 'removed' : 'plain';
      rows.push({ look, text: `${op}${line.toString().replace(/\r?\n$/, '')}` });
    }
  }
  return [...rows, { look: 'plain', text: '' }];
}

export function lineCount(view: View): number {
  return view.kind === 'file' ? view.blamed.lines.length : view.rows.length;
}

/** A line as it is stored. @param index from 0. */
export function textAt(view: View, index: number): string {
  return (view.kind === 'file' ? view.blamed.lines[index] : view.rows[index])?.text ?? '';
}

/** The place of the block that a line is of; -1 where there is no line. @param index of the line, from 0. */
export function blockAt({ blocks }: FileView, index: number): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.start ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}
