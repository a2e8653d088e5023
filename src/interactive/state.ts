import { bodyOf } from './body.js';
import { HELP } from './help.js';
import type { Key } from './keys.js';
import { blockAt, type FileView, lineCount, textAt, type View } from './views.js';

/** Of the terminal, in columns and rows. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A view, and where in it the person is: lines and columns from 0. */
export interface Shown {
  readonly view: View;
  readonly cursor: number;
  /** The first line that is seen. */
  readonly top: number;
  /** Columns of the texts that are out of sight to the left. */
  readonly left: number;
}

export interface InteractiveState {
  readonly size: Size;
  readonly seen: Shown;
  /** What was seen before, and is gone back to; the last one first. */
  readonly behind: readonly Shown[];
  /** What is being typed in the last row; null: nothing. */
  readonly typing: { readonly what: '/' | ':'; readonly text: string } | null;
  /** What was looked for last; empty: nothing. */
  readonly wanted: string;
  /** For the last row, until the next key. */
  readonly message: string | null;
}

/** What the keys cannot do by themselves. */
export type Wish =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'before'; readonly view: FileView; readonly index: number }
  | { readonly kind: 'turn'; readonly session: string; readonly turn: number }
  | { readonly kind: 'link'; readonly view: View; readonly index: number };

export interface Pressed {
  readonly state: InteractiveState;
  /** null: nothing but the state. */
  readonly wish: Wish | null;
}

const SIDEWAYS = 8;

export function begin(view: View, size: Size): InteractiveState {
  return settled({
    size,
    seen: { view, cursor: 0, top: 0, left: 0 },
    behind: [],
    typing: null,
    wanted: '',
    message: null,
  });
}

/** Shows another view; `<` goes back to this one. @param cursor from 0. */
export function openView(state: InteractiveState, view: View, cursor: number): InteractiveState {
  const { seen, behind } = state;
  // In the row of the window in which the line was, so that the eye finds it.
  const top = cursor - (seen.cursor - seen.top);
  return settled({ ...state, seen: { view, cursor, top, left: 0 }, behind: [seen, ...behind], message: null });
}

export function resized(state: InteractiveState, size: Size): InteractiveState {
  return settled({ ...state, size });
}

export function told(state: InteractiveState, message: string): InteractiveState {
  return { ...state, message };
}

export function press(given: InteractiveState, key: Key): Pressed {
  const state = { ...given, message: null };
  if (key === '<C-c>' && state.typing === null) return { state, wish: { kind: 'quit' } };
  if (key === '<C-z>') return { state, wish: { kind: 'suspend' } };
  if (state.typing !== null) return { state: settled(typed(state, key)), wish: null };
  const wish = wishOf(state, key);
  if (wish === 'none') return { state: settled(moved(state, key)), wish: null };
  if (typeof wish === 'string') return { state: told(state, wish), wish: null };
  return { state, wish };
}

/** A sentence where there is nothing that could be asked for; `none`: the key asks for nothing. */
function wishOf({ seen: { view, cursor }, behind }: InteractiveState, key: Key): Wish | string {
  switch (key) {
    case 'q':
      return view.kind === 'text' && behind.length > 0 ? 'none' : { kind: 'quit' };
    case 'y':
      return { kind: 'link', view, index: cursor };
    case '<Enter>':
    case 'd': {
      if (view.kind !== 'file') return 'none';
      const { origin = null, edit: id = null } = view.blamed.lines[cursor] ?? {};
      const edit = id === null || origin !== 'agent' ? undefined : view.blamed.edits[id];
      if (edit === undefined) return 'No agent wrote this line: there is no turn to show';
      if (edit.turn === null) return 'The edit is of no turn: there is none to show';
      return { kind: 'turn', session: edit.session, turn: edit.turn.index };
    }
    case ',':
      return view.kind === 'file' && lineCount(view) > 0 ? { kind: 'before', view, index: cursor } : 'none';
    default:
      return 'none';
  }
}

function moved(state: InteractiveState, key: Key): InteractiveState {
  const { seen, behind } = state;
  const { view, cursor, left } = seen;
  const page = bodyOf(state.size, view).height;
  const to = (place: number): InteractiveState => ({ ...state, seen: { ...seen, cursor: place } });
  switch (key) {
    case 'j':
    case '<Down>':
      return to(cursor + 1);
    case 'k':
    case '<Up>':
      return to(cursor - 1);
    case ' ':
    case '<PageDown>':
    case '<C-f>':
      return scrolled(state, page);
    case 'b':
    case '<PageUp>':
    case '<C-b>':
      return scrolled(state, -page);
    case '<C-d>':
      return scrolled(state, Math.ceil(page / 2));
    case '<C-u>':
      return scrolled(state, -Math.ceil(page / 2));
    case 'g':
    case '<Home>':
      return to(0);
    case 'G':
    case '<End>':
      return to(lineCount(view) - 1);
    case ']':
    case '<Tab>':
      return to(nextBlock(view, cursor, 1));
    case '[':
      return to(nextBlock(view, cursor, -1));
    case 'l':
    case '<Right>':
      return { ...state, seen: { ...seen, left: left + SIDEWAYS } };
    case 'h':
    case '<Left>':
      return { ...state, seen: { ...seen, left: Math.max(0, left - SIDEWAYS) } };
    case 'n':
      return found(state, 1);
    case 'N':
      return found(state, -1);
    case '/':
    case ':':
      return { ...state, typing: { what: key, text: '' } };
    case '?':
      return view === HELP ? state : openView(state, HELP, 0);
    case '<':
    case 'q':
    case '<Backspace>':
    case '<Escape>': {
      const [before, ...more] = behind;
      if (before !== undefined) return { ...state, seen: before, behind: more };
      return key === '<Escape>' ? state : told(state, 'This is where it began');
    }
    default:
      return told(state, '? shows the keys');
  }
}

/** The first line of the block below, or above; above means of this block where the cursor is not there. */
function nextBlock(view: View, cursor: number, step: 1 | -1): number {
  if (view.kind === 'text') {
    const isHead = (index: number): boolean => view.rows[index]?.look === 'head';
    for (let index = cursor + step; index >= 0 && index < view.rows.length; index += step)
      if (isHead(index)) return index;
    return cursor;
  }
  const place = blockAt(view, cursor);
  const start = view.blocks[place]?.start ?? 0;
  if (step === 1) return view.blocks[place + 1]?.start ?? cursor;
  return start < cursor ? start : (view.blocks[place - 1]?.start ?? cursor);
}

function scrolled(state: InteractiveState, rows: number): InteractiveState {
  const { seen } = state;
  return { ...state, seen: { ...seen, cursor: seen.cursor + rows, top: seen.top + rows } };
}

function typed(state: InteractiveState, key: Key): InteractiveState {
  const { typing, wanted, seen } = state;
  if (typing === null) return state;
  const { what, text } = typing;
  switch (key) {
    case '<Escape>':
    case '<C-c>':
      return { ...state, typing: null };
    case '<Backspace>':
      return { ...state, typing: text === '' ? null : { what, text: Array.from(text).slice(0, -1).join('') } };
    case '<Enter>': {
      const done = { ...state, typing: null };
      if (what === '/') return found({ ...done, wanted: text === '' ? wanted : text }, 1);
      if (!/^\d{1,9}$/.test(text)) return text === '' ? done : told(done, 'A line is named by its number');
      return { ...done, seen: { ...seen, cursor: indexOfLine(seen.view, Number(text)) } };
    }
    case '<Tab>':
      return { ...state, typing: { what, text: `${text}\t` } };
    default:
      return key.startsWith('<') && key.length > 1 ? state : { ...state, typing: { what, text: text + key } };
  }
}

/** The place of a line, or of the next one that there is. @param line from 1. */
function indexOfLine(view: View, line: number): number {
  if (view.kind === 'text') return line - 1;
  const index = view.blamed.lines.findIndex((one) => one.line >= line);
  return index < 0 ? view.blamed.lines.length - 1 : index;
}

/** Goes to the next line that has what is wanted, round the ends. Letters match either case where all that is wanted are small. */
function found(state: InteractiveState, step: 1 | -1): InteractiveState {
  const { wanted, seen } = state;
  if (wanted === '') return told(state, '/ looks for a text');
  const count = lineCount(seen.view);
  const isSmall = wanted === wanted.toLowerCase();
  for (let distance = 1; distance <= count; distance++) {
    const index = (seen.cursor + step * distance + count * 2) % count;
    const text = textAt(seen.view, index);
    if (!(isSmall ? text.toLowerCase() : text).includes(wanted)) continue;
    const isRound = step === 1 ? index <= seen.cursor : index >= seen.cursor;
    const message = !isRound ? null : step === 1 ? 'From the top again' : 'From the end again';
    return { ...state, seen: { ...seen, cursor: index }, message };
  }
  return told(state, 'Not found');
}

/** Puts the cursor among the lines, and the lines so that it is seen. */
function settled(state: InteractiveState): InteractiveState {
  const { seen } = state;
  const count = lineCount(seen.view);
  const { height } = bodyOf(state.size, seen.view);
  const cursor = Math.max(0, Math.min(seen.cursor, count - 1));
  const highest = Math.max(0, Math.min(cursor, count - height));
  const top = Math.min(highest, Math.max(seen.top, cursor - height + 1, 0));
  if (cursor === seen.cursor && top === seen.top) return state;
  return { ...state, seen: { ...seen, cursor, top } };
}
