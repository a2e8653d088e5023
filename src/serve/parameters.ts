import { AiBlameError } from '../errors.js';

/** Reads one parameter of a question. `given` is null where it is not there. @throws AiBlameError USAGE. */
export type ReadParameter<T> = (given: string | null, name: string) => T;

export type Parameters = Readonly<Record<string, ReadParameter<unknown>>>;

export type Asked<P extends Parameters> = { readonly [K in keyof P]: P[K] extends ReadParameter<infer T> ? T : never };

/** What a name of a file, a revision or a text to look for may have at most, in UTF-16 units. */
const LONGEST_PATH = 4096;
const LONGEST_TEXT = 256;
const LONGEST_CURSOR = 4096;

/**
 * Reads the query of a question: every parameter that it may have, and no other.
 * @param query as it came, without `?`.
 * @throws AiBlameError USAGE where one is unknown, repeated, malformed, too long, missing or bad.
 */
export function readParameters<P extends Parameters>(parameters: P, query: string): Asked<P> {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!Object.hasOwn(parameters, name))
      throw new AiBlameError('USAGE', `There is no parameter "${shown(name)}" here`);
    if (given.has(name)) throw new AiBlameError('USAGE', `${name} was given more than once`);
    // U+FFFD: bytes that are no UTF-8.
    if (/[\0\ufffd]/.test(value)) throw new AiBlameError('USAGE', `${name} has a character that no name can have`);
    given.set(name, value);
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([name, read]) => [name, read(given.get(name) ?? null, name)]),
  ) as Asked<P>;
}

/** A question as one text: its parameters by name, percent-encoded. Equal questions have equal texts. */
export function questionKey(route: string, query: string): string {
  const asked = [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (asked.length === 0) return route;
  return `${route}?${asked.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
}

/** Must be there. */
export function needed<T>(read: ReadParameter<T | null>): ReadParameter<T> {
  return (given, name) => {
    const value = given === '' ? null : read(given, name);
    if (value === null) throw new AiBlameError('USAGE', `${name} is missing`);
    return value;
  };
}

/** A file or folder of the repository: relative to its root, with `/`. */
export const path: ReadParameter<string | null> = (given, name) => {
  const value = atMost(LONGEST_PATH, given, name);
  if (value === null) return null;
  if (value.startsWith('/') || /^[A-Za-z]:[\\/]/.test(value) || value.split(/[\\/]/).includes('..')) {
    throw new AiBlameError('USAGE', `${name} names what is relative to the root of the repository, and in it`);
  }
  return value;
};

export const text: ReadParameter<string | null> = (given, name) => atMost(LONGEST_TEXT, given, name);

export const cursor: ReadParameter<string | null> = (given, name) => atMost(LONGEST_CURSOR, given, name);

/** A whole number. */
export function count(least: number, most: number): ReadParameter<number | null> {
  return (given, name) => {
    if (given === null) return null;
    const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new AiBlameError('USAGE', `${name} expects a number from ${least} to ${most}, not "${shown(given)}"`);
    }
    return value;
  };
}

/** A line of a file, or a turn of a session, from 1. */
export const place = count(1, 999_999_999);

/** `1`, or `0`, which is the same as to leave it out. */
export const flag: ReadParameter<boolean> = (given, name) => {
  if (given === null || given === '0' || given === '1') return given === '1';
  throw new AiBlameError('USAGE', `${name} expects 1 or 0, not "${shown(given)}"`);
};

export function oneOf<T extends string>(...choices: readonly T[]): ReadParameter<T | null> {
  return (given, name) => {
    const found = choices.find((choice) => choice === given);
    if (given !== null && found === undefined) {
      throw new AiBlameError('USAGE', `${name} expects one of ${choices.join(', ')}, not "${shown(given)}"`);
    }
    return found ?? null;
  };
}

/** A day as `2026-03-04`, or a moment as `2026-03-04T05:06:07.000Z`. @returns ISO 8601 UTC; a day from its start, or to its end. */
export function moment(end: 'since' | 'until'): ReadParameter<string | null> {
  return (given, name) => {
    if (given === null) return null;
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(given);
    const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(given);
    const whole = isDay ? `${given}T${end === 'since' ? '00:00:00.000' : '23:59:59.999'}Z` : given;
    const time = isDay || isMoment ? Date.parse(whole) : Number.NaN;
    // What no calendar has is carried over to another day.
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== given.slice(0, 10)) {
      throw new AiBlameError('USAGE', `${name} expects a day as 2026-03-04 or a moment in UTC, not "${shown(given)}"`);
    }
    return new Date(time).toISOString();
  };
}

function atMost(longest: number, given: string | null, name: string): string | null {
  if (given !== null && given.length > longest) {
    throw new AiBlameError('USAGE', `${name} is too long: ${given.length} characters, of at most ${longest}`);
  }
  return given;
}

function shown(given: string): string {
  return given.length > 40 ? `${given.slice(0, 40)}…` : given;
}
