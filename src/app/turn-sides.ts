import { AiBlameError } from '../errors.js';
import { type FileSide, isBinary, isTooLarge } from '../time-travel/file-diff.js';
import type { FileState } from '../time-travel/file-states.js';
import { type Change, ownWork } from '../time-travel/own-work.js';
import { lineEdits, removers } from './diff-lines-edits.js';
import type { FileHistory } from './file-history.js';
import { contentOf, modeOf } from './read-state.js';

/** A file before a turn's first edit of it, and with all that the turn did since. */
export interface TurnSides {
  readonly from: FileSide;
  readonly to: FileSide;
  /** The edit of the turn that took a line (from 0) of the old side away. */
  readonly removedBy: (line: number) => string | null;
  /** Who changed the file between the turn's edits, as `session 1a2b3c4d` or `somebody`, each once: what they did is on no side. */
  readonly others: readonly string[];
}

/**
 * @param own the states that the turn's edits of the file left, in order.
 * @throws AiBlameError CONTENT_UNKNOWN, OBJECT_MISSING: what the turn did cannot be told, or not from what others did meanwhile.
 */
export function turnSides(history: FileHistory, own: readonly FileState[]): TurnSides {
  const { followed, states } = history;
  const [first, last] = [own[0] as FileState, own.at(-1) as FileState];
  const before = states[first.number - 1] as FileState;
  const side = (state: FileState): FileSide => {
    const { path, content } = contentOf(history, String(state.number), state);
    return { path, content, mode: modeOf(history, state), editOf: lineEdits(followed, state) };
  };
  const [from, to] = [side(before), side(last)];
  const between = states.slice(first.number, last.number + 1);
  const others = between.filter((state) => !own.includes(state) && isChange(history, state));
  if (others.length === 0) return { from, to, removedBy: removers(followed, before, last), others: [] };
  const names = [...new Set(others.map(({ edit }) => (edit === null ? 'somebody' : `session ${edit.session}`)))];
  const work = ownWork(from, changes(history, from, between, own, names));
  return { from, to: { ...to, content: work.content, editOf: work.editOf }, removedBy: work.removedBy, others: names };
}

/** Whether a state differs from the one before, as far as is known. */
function isChange({ states, contents }: FileHistory, state: FileState): boolean {
  const before = states[state.number - 1] as FileState;
  if (state.presence !== before.presence || state.path !== before.path) return true;
  if (state.presence !== 'present' || state.version === before.version) return false;
  return contents.of(state)?.equals(contents.of(before) ?? NOTHING) !== true;
}

const NOTHING = Buffer.alloc(0);

/** @throws AiBlameError CONTENT_UNKNOWN: what the turn did and what others did cannot be told apart. */
function changes(
  history: FileHistory,
  from: FileSide,
  between: readonly FileState[],
  own: readonly FileState[],
  others: readonly string[],
): Change[] {
  let last: { readonly path: string; readonly content: Buffer | null } = from;
  return between.map((state) => {
    const isOwn = own.includes(state);
    const { path } = state;
    const content = history.contents.of(state);
    const isMoved = path !== last.path || (content === null) !== (last.content === null);
    const isText = [content, last.content].every((one) => one === null || !(isBinary(one) || isTooLarge(one)));
    if (state.presence === 'unknown' || !isText || (isMoved && !isOwn)) {
      const meanwhile = `${others.join(' and ')} changed it meanwhile`;
      throw new AiBlameError('CONTENT_UNKNOWN', `${meanwhile}, and what is whose cannot be told apart`);
    }
    last = { path, content };
    return { content, own: isOwn ? (state.edit?.id ?? '') : null, editOf: lineEdits(history.followed, state) };
  });
}
