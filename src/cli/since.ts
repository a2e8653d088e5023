import { parseInstant } from './instant.js';
import { badValue } from './option-values.js';

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/**
 * As `parseInstant`, and seconds since 1970 (nine digits or ten, as git tells them from a date), `2.weeks`, `3 days ago`, `1 year`.
 * @param now milliseconds since 1970.
 * @returns ISO 8601 UTC. @throws AiBlameError USAGE.
 */
export function sinceOf(given: string, now: number): string {
  const [, count, unit = ''] =
    /^(\d{1,6})[. ](second|minute|hour|day|week|month|year)s?(?:[. ]ago)?$/i.exec(given) ?? [];
  if (/^[1-9]\d{8,9}$/.test(given)) return new Date(Number(given) * 1000).toISOString();
  if (count === undefined) {
    try {
      return parseInstant(given, 'since');
    } catch {
      throw badValue('since', given, 'a date as 2026-03-04, a time as 2026-03-04T05:06:07Z, or 2.weeks');
    }
  }
  const at = new Date(now);
  const seconds = SECONDS[unit.toLowerCase()];
  if (seconds !== undefined) at.setTime(at.getTime() - Number(count) * seconds * 1000);
  else at.setUTCMonth(at.getUTCMonth() - Number(count) * (unit.toLowerCase() === 'year' ? 12 : 1));
  return at.toISOString();
}
