import { AiBlameError } from '../errors.js';
import type { Turn } from '../model/session.js';
import type { TimelineEntry } from '../reconcile/timeline.js';
import type { FileState } from './file-states.js';
import type { StateName } from './reference.js';

/** What a name is looked up in: one file, and the timeline that its states come from. */
export interface NamedStates {
  readonly path: string;
  /** In their order; never empty. */
  readonly states: readonly FileState[];
  readonly entries: readonly TimelineEntry[];
  /** Of all sessions that bear on the repository. */
  readonly turns: readonly Turn[];
}

export type Resolved =
  | { readonly kind: 'state'; readonly state: FileState }
  /** `at`: index of the snapshot's entry. `state`: the last one that came about before it. */
  | { readonly kind: 'snapshot'; readonly at: number; readonly state: FileState }
  | { readonly kind: 'revision'; readonly name: string };

/** So many of those that a name may stand for are listed. */
const MOST_LISTED = 10;
const MOST_NEAR = 3;

/**
 * Which state a name means.
 * @throws AiBlameError NO_SUCH_STATE with the nearest that there are, AMBIGUOUS with those that it may be.
 */
export function resolveName({ text, reference, back }: StateName, named: NamedStates): Resolved {
  const { states } = named;
  const at = (number: number): Resolved => {
    const state = states[number - back];
    if (number < states.length && state !== undefined) return { kind: 'state', state };
    throw noSuchState(text, named, rangeOf(states));
  };
  switch (reference.kind) {
    case 'number':
      return at(reference.number);
    case 'last':
      return at(states.length - reference.number);
    case 'worktree':
      return at(states.length - 1);
    case 'revision':
      return { kind: 'revision', name: reference.name };
    case 'edit':
      return at(editNamed(reference.prefix, text, named).number);
    case 'turn-id': {
      const { prefix } = reference;
      const turns = distinctTurns(named.turns).filter(({ id }) => id?.startsWith(prefix));
      const ids = named.turns.flatMap(({ id }) => id ?? []);
      return afterTurn(onlyTurn(turns, text, named, nearest(prefix, ids, 't:')), back, named, at);
    }
    case 'turn':
      return afterTurn(
        turnNamed(reference, named.turns, (hint) => noSuchState(text, named, hint)),
        back,
        named,
        at,
      );
    case 'snapshot': {
      const i = snapshotNamed(reference.prefix, text, named);
      const state = lastAt(named.states, i);
      return back > 0 ? at(state.number) : { kind: 'snapshot', at: i, state };
    }
    case 'moment':
      return at(stateAtMoment(reference.time, named).number);
    case 'unknown':
      throw noSuchState(
        text,
        named,
        `${rangeOf(states)}; others are e:EDIT, SESSION:TURN, s:COMMIT, d:TIME, worktree, HEAD`,
      );
  }
}

function rangeOf(states: readonly FileState[]): string {
  return states.length === 1 ? 'there is only state 0' : `there are states 0 to ${states.length - 1}`;
}

function noSuchState(text: string, { path }: NamedStates, hint: string): AiBlameError {
  return new AiBlameError('NO_SUCH_STATE', `${path} has no state ${text}`, { hint });
}

function editNamed(prefix: string, text: string, named: NamedStates): FileState {
  const edited = named.states.filter(({ edit }) => edit !== null);
  const found = edited.filter(({ edit }) => edit?.id.startsWith(prefix));
  const [only, ...more] = found;
  const ids = (states: readonly FileState[]): string[] => states.flatMap(({ edit }) => edit?.id ?? []);
  if (only === undefined) throw noSuchState(text, named, nearest(prefix, ids(edited), 'e:'));
  if (more.length > 0) throw ambiguous(text, 'edits', ids(found), 'e:');
  return only;
}

/**
 * The turn of a session that is named by its id, or how that begins, with or without the agent before it.
 * @param fail makes the error of a hint: what there is instead.
 * @throws AiBlameError AMBIGUOUS; what `fail` makes.
 */
export function turnNamed(
  { session, turn: index }: { readonly session: string; readonly turn: number },
  all: readonly Turn[],
  fail: (hint: string) => AiBlameError,
): Turn {
  const turns = distinctTurns(all);
  const exact = turns.filter((turn) => spellings(turn).includes(session));
  const found = exact.length > 0 ? exact : turns.filter((turn) => spellings(turn).some((id) => id.startsWith(session)));
  const sessions = new Set(found.map((turn) => turn.session.id));
  if (sessions.size > 1) throw ambiguous(`${session}:${index}`, 'sessions', [...sessions], '', `:${index}`);
  const turn = found.find((one) => one.index === index);
  if (turn !== undefined) return turn;
  const [id] = sessions;
  const last = Math.max(0, ...found.map((one) => one.index));
  const ids = turns.map((one) => one.session.id);
  throw fail(id === undefined ? nearest(session, ids, '') : `the session ${id} has turns 1 to ${last}`);
}

/** Its id, with and without the agent's name. */
function spellings({ session }: Turn): string[] {
  return [session.id, `${session.agent}:${session.id}`];
}

function onlyTurn(turns: readonly Turn[], text: string, named: NamedStates, near: string): Turn {
  const [only, ...more] = turns;
  if (only === undefined) throw noSuchState(text, named, near);
  if (more.length > 0) {
    throw ambiguous(
      text,
      'turns',
      turns.map(({ id }) => id ?? ''),
      't:',
    );
  }
  return only;
}

function distinctTurns(turns: readonly Turn[]): Turn[] {
  return [...new Map(turns.map((turn) => [`${turn.session.agent}\0${turn.session.id}\0${turn.index}`, turn])).values()];
}

/** The state after the last edit in or before a turn; each `^` goes back from before the turn's first edit. */
function afterTurn(turn: Turn, back: number, { states, entries }: NamedStates, at: (n: number) => Resolved): Resolved {
  const isUpTo = (session: string, index: number): boolean => session === turn.session.id && index <= turn.index;
  const end = entries.findLastIndex(
    (entry) =>
      entry.kind !== 'head' && entry.event.turn !== null && isUpTo(entry.event.session.id, entry.event.turn.index),
  );
  const until = end === -1 && turn.startedAt !== null ? placeAt(Date.parse(turn.startedAt), entries) : end;
  const own = states.findLast(({ edit }) => edit !== null && isUpTo(edit.session, edit.turn?.index ?? 0));
  const last = Math.max(own?.number ?? 0, lastAt(states, until).number);
  if (back === 0) return at(last);
  const first = states.find(({ edit }) => edit?.session === turn.session.id && edit.turn?.index === turn.index);
  // A turn that did nothing to the file has the same state before and after it.
  return at(first === undefined ? last + 1 : first.number);
}

/** The last state that came about at an entry or before. */
function lastAt(states: readonly FileState[], place: number): FileState {
  return states.findLast((state) => state.place <= place) ?? (states[0] as FileState);
}

/** Index of the last entry that happened at a moment or before. */
function placeAt(time: number, entries: readonly TimelineEntry[]): number {
  const later = entries.findIndex((entry) => {
    if (entry.kind === 'head') return entry.move.time * 1000 > time;
    return entry.event.time !== null && !entry.event.inherited && Date.parse(entry.event.time) > time;
  });
  return later === -1 ? entries.length - 1 : later - 1;
}

function stateAtMoment(time: number, { states, entries }: NamedStates): FileState {
  const place = placeAt(time, entries);
  return (
    states.findLast(({ edit, place: own }) => {
      // What only the end shows has the time of what did it.
      if (own >= entries.length) return edit !== null && edit.timestamp !== null && Date.parse(edit.timestamp) <= time;
      return own <= place;
    }) ?? (states[0] as FileState)
  );
}

function snapshotNamed(prefix: string, text: string, named: NamedStates): number {
  const commits = new Map<string, number>();
  for (const [i, entry] of named.entries.entries()) {
    if (entry.kind === 'snapshot' && !commits.has(entry.event.commit)) commits.set(entry.event.commit, i);
  }
  const found = [...commits].filter(([commit]) => commit.startsWith(prefix));
  const [only, ...more] = found;
  if (only === undefined) throw noSuchState(text, named, nearest(prefix, [...commits.keys()], 's:'));
  if (more.length > 0) {
    throw ambiguous(
      text,
      'snapshots',
      found.map(([commit]) => commit),
      's:',
    );
  }
  return only[1];
}

function ambiguous(text: string, what: string, ids: readonly string[], before: string, after = ''): AiBlameError {
  const all = [...ids].sort();
  const listed = all.slice(0, MOST_LISTED).map((id) => `${before}${id}${after}`);
  const rest = all.length > MOST_LISTED ? `, and ${all.length - MOST_LISTED} more` : '';
  return new AiBlameError('AMBIGUOUS', `${text} stands for ${all.length} ${what}`, {
    hint: `one of ${listed.join(', ')}${rest}`,
  });
}

/** Those that begin most alike. */
function nearest(prefix: string, ids: readonly string[], before: string): string {
  const common = (id: string): number => {
    let n = 0;
    while (n < prefix.length && id[n] === prefix[n]) n++;
    return n;
  };
  const near = [...new Set(ids)].sort((a, b) => common(b) - common(a) || (a < b ? -1 : 1)).slice(0, MOST_NEAR);
  return near.length === 0
    ? 'there is none of the kind'
    : `the nearest are ${near.map((id) => before + id).join(', ')}`;
}
