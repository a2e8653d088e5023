import { badValue } from './option-values.js';

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(?: ?(Z|[+-]\d{2}:?\d{2}))?)?$/i;

/**
 * Reads an ISO date or date and time: `2026-03-04`, `2026-03-04T05:06`, `2026-03-04 05:06:07.5 +02:00`. Without a zone it is UTC; a
 * date alone is the first (`since`) or last (`until`) millisecond of that day in UTC.
 *
 * @returns ISO 8601 UTC with milliseconds.
 * @throws AiBlameError USAGE, also for days that no calendar has.
 */
export function parseInstant(given: string, option: 'since' | 'until' | 'generated-at'): string {
  const [matched, date, minutes, seconds = ':00', zone = 'Z'] = FORM.exec(given) ?? [];
  if (!matched || !isCalendarDay(String(date))) {
    throw expected(given, option);
  }
  const wholeDay = option === 'since' ? '00:00:00.000Z' : '23:59:59.999Z';
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const instant = Date.parse(`${date}T${minutes === undefined ? wholeDay : `${minutes}${seconds}${offset}`}`);
  if (Number.isNaN(instant)) {
    throw expected(given, option);
  }
  return new Date(instant).toISOString();
}

function isCalendarDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

function expected(given: string, option: string) {
  return badValue(option, given, 'a date as 2026-03-04, or a time as 2026-03-04T05:06:07Z');
}
