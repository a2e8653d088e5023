/** git's own default of `gc.pruneExpire` (git-gc). */
const DEFAULT = '2.weeks.ago';

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  // As short as they can be: better told of a risk a little early than late.
  month: 28 * DAY,
  year: 365 * DAY,
};

const STEP = /^[\s._-]*(\d{1,6})[\s._-]*(second|minute|hour|day|week|month|year)s?(?:[\s._-]+ago)?[\s._-]*/i;

/**
 * Since when an object that nothing refers to must have been stored, so that git's garbage collection leaves it alone.
 *
 * @param setting `gc.pruneExpire` as configured, or null. Known are `now`, `never`, ISO dates and `2.weeks.ago` with any number and
 * unit; git guesses at more.
 * @param now milliseconds since 1970.
 * @returns milliseconds since 1970: negative infinity where nothing is ever deleted; null where the setting is not understood.
 */
export function pruneExpiry(setting: string | null, now: number): number | null {
  const text = (setting ?? DEFAULT).trim().toLowerCase();
  if (text === 'now' || text === 'all') return now;
  if (text === 'never' || text === 'false') return Number.NEGATIVE_INFINITY;
  if (text === 'yesterday') return now - DAY;
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const instant = Date.parse(text.toUpperCase());
    return Number.isNaN(instant) ? null : instant;
  }
  let rest = text;
  let age = 0;
  for (let step = STEP.exec(rest); step !== null; step = STEP.exec(rest)) {
    age += Number(step[1]) * (UNITS[step[2] ?? ''] ?? 0);
    rest = rest.slice(step[0].length);
  }
  return rest === '' && text !== '' ? now - age : null;
}
