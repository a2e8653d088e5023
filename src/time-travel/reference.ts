import { AiBlameError } from '../errors.js';

/** What a person calls a state. */
type Reference =
  | { readonly kind: 'number'; readonly number: number }
  /** From the end: 1 is the latest. */
  | { readonly kind: 'last'; readonly number: number }
  | { readonly kind: 'edit'; readonly prefix: string }
  | { readonly kind: 'turn-id'; readonly prefix: string }
  | { readonly kind: 'turn'; readonly session: string; readonly turn: number }
  | { readonly kind: 'snapshot'; readonly prefix: string }
  /** Milliseconds since 1970. */
  | { readonly kind: 'moment'; readonly time: number }
  | { readonly kind: 'worktree' }
  /** `HEAD`, or one counted from it. */
  | { readonly kind: 'revision'; readonly name: string }
  /** Nothing that is one. */
  | { readonly kind: 'unknown' };

export interface StateName {
  /** As it was given. */
  readonly text: string;
  readonly reference: Reference;
  /** How many states before it: one for each `^`. */
  readonly back: number;
}

const SHORTEST = { e: 4, t: 6, s: 7 } as const;
const MOMENT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})$/;

/**
 * Reads the name of one state.
 * @throws AiBlameError USAGE: a beginning that is too short, a moment without a zone or one that no calendar has.
 */
export function parseStateName(text: string): StateName {
  if (/^HEAD(?:[~^]\d*)*$/.test(text)) return { text, reference: { kind: 'revision', name: text }, back: 0 };
  const [, bare = '', carets = ''] = /^(.*?)(\^*)$/s.exec(text) ?? [];
  return { text, reference: referenceOf(bare), back: carets.length };
}

function referenceOf(text: string): Reference {
  if (text === 'worktree') return { kind: 'worktree' };
  if (/^\d{1,9}$/.test(text)) return { kind: 'number', number: Number(text) };
  if (/^-[1-9]\d{0,8}$/.test(text)) return { kind: 'last', number: Number(text.slice(1)) };
  const [, letter, rest = ''] = /^([etsd]):(.*)$/s.exec(text) ?? [];
  if (letter === 'd') return { kind: 'moment', time: momentOf(rest) };
  if (letter === 'e') return { kind: 'edit', prefix: prefixOf('e', rest, 'edit id').toLowerCase() };
  if (letter === 't') return { kind: 'turn-id', prefix: prefixOf('t', rest, 'turn id') };
  if (letter === 's') return { kind: 'snapshot', prefix: prefixOf('s', rest, "snapshot's commit").toLowerCase() };
  const [, session, turn] = /^(.+):#?(\d{1,9})$/s.exec(text) ?? [];
  if (session !== undefined && Number(turn) > 0) return { kind: 'turn', session, turn: Number(turn) };
  return { kind: 'unknown' };
}

function prefixOf(letter: keyof typeof SHORTEST, prefix: string, what: string): string {
  const least = SHORTEST[letter];
  if (prefix.length >= least) return prefix;
  throw new AiBlameError('USAGE', `${letter}: takes ${least} characters or more of the ${what}, not "${prefix}"`);
}

function momentOf(text: string): number {
  const example = 'as d:2026-03-04T05:06:07Z';
  if (!MOMENT.test(text)) {
    const isZoneless = MOMENT.test(`${text}Z`);
    throw new AiBlameError(
      'USAGE',
      isZoneless ? `d:${text} has no zone: end it with Z or an offset` : `d: takes a date and time, not "${text}"`,
      { hint: example },
    );
  }
  const iso = text
    .toUpperCase()
    .replace(' ', 'T')
    .replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  const time = Date.parse(iso);
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(time) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(iso.slice(0, 10))) {
    throw new AiBlameError('USAGE', `d:${text} is in no calendar`, { hint: example });
  }
  return time;
}
