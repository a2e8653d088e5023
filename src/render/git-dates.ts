import type { Zone } from './dates.js';
import { type DateFields, fieldsOf, strftime } from './strftime.js';

/** A form of git's `--date` (git-log(1)). */
export interface DateForm {
  readonly name: (typeof DATE_FORMS)[number] | 'format';
  /** In the reader's own zone, not in that of the date. */
  readonly isLocal: boolean;
  /** Of `format:…` what follows the colon. */
  readonly template: string;
  /** Of `auto:…`: in a terminal or a pager only, else git's usual form. */
  readonly isAuto?: true;
}

/** git's usual form, which is not that of its blame. */
const USUAL: DateForm = { name: 'default', isLocal: false, template: '' };

export const DATE_FORMS = ['default', 'iso', 'iso-strict', 'rfc', 'short', 'raw', 'unix', 'relative', 'human'] as const;

/** After so many years the calendar begins anew, weekdays and all. */
const CYCLE_YEARS = 400;
const CYCLE = 146_097 * 86_400;

/** Seconds from 1970: what lies beyond is told by the same day of an earlier cycle, as a `Date` ends soon after, with room for a zone. */
const DATE_END = 8_600_000_000_000;

/** What lies beyond it, C's calendar cannot hold: git tells 1970, in no zone, in its place. */
const LAST_YEAR = 2 ** 31 - 1 + 1900;

const SYNONYMS: Readonly<Record<string, DateForm['name']>> = {
  iso8601: 'iso',
  'iso8601-strict': 'iso-strict',
  rfc2822: 'rfc',
};

/** Reads what `--date` was given: a form, with `-local` behind it; `local`; `format:%Y-%m-%d`; `auto:FORM`. null: none that is known. */
export function readDateForm(given: string): DateForm | null {
  if (given.startsWith('auto:')) {
    // git looks at the form only where it is asked for; nothing there is its usual one.
    const form = given === 'auto:' ? USUAL : readDateForm(given.slice('auto:'.length));
    return form === null || form.isAuto === true ? null : { ...form, isAuto: true };
  }
  if (given === 'local') return { name: 'default', isLocal: true, template: '' };
  const [, local, template] = /^format(-local)?:(.*)$/s.exec(given) ?? [];
  if (template !== undefined) return { name: 'format', isLocal: local !== undefined, template };
  const isLocal = given.endsWith('-local');
  const name = isLocal ? given.slice(0, -'-local'.length) : given;
  const known = SYNONYMS[name] ?? DATE_FORMS.find((form) => form === name);
  return known === undefined ? null : { name: known, isLocal, template: '' };
}

/** The form that counts where the answer is, or is not, read in a terminal. */
export function dateFormFor(form: DateForm, isTerminal: boolean): DateForm {
  return form.isAuto === true && !isTerminal ? USUAL : form;
}

/**
 * A date as git writes it (2.39, date.c).
 * @param seconds since 1970.
 * @param minutes of its zone east of Greenwich; null: not known, then the reader's.
 * @param now milliseconds since 1970, for `relative` and `human`.
 */
export function gitDate(
  seconds: number,
  minutes: number | null,
  { name, isLocal, template }: DateForm,
  local: Zone,
  now: number,
): string {
  if (name === 'relative') return relative(Math.floor(now / 1000) - seconds);
  if (name === 'unix') return String(seconds);
  const cycles = Math.abs(seconds) < DATE_END ? 0 : Math.trunc(seconds / CYCLE);
  const near = seconds - cycles * CYCLE;
  const east = isLocal || minutes === null ? local(near * 1000) : minutes;
  const at = new Date((near + east * 60) * 1000);
  const fields = fieldsOf(at, east, seconds, isLocal, cycles * CYCLE_YEARS);
  if (name === 'raw') return `${seconds} ${fields.z}`;
  if (Math.abs(Number(fields.Y)) > LAST_YEAR) return gitDate(0, 0, { name, isLocal, template }, () => 0, now);
  if (name === 'human') return human(at, fields, seconds, isLocal ? null : east, now, local(now));
  const forms = {
    default: `%a %b %-d %H:%M:%S %Y${isLocal ? '' : ' %z'}`,
    iso: '%Y-%m-%d %H:%M:%S %z',
    'iso-strict': '%Y-%m-%dT%H:%M:%S',
    rfc: '%a, %-d %b %Y %H:%M:%S %z',
    short: '%Y-%m-%d',
    format: template,
  };
  const text = strftime(forms[name], fields);
  return name === 'iso-strict' ? `${text}${fields.z.slice(0, 3)}:${fields.z.slice(3)}` : text;
}

/**
 * The less is told, the nearer it is (git 2.39, date.c, show_date_normal).
 * @param at the time as its own zone tells it, in the place of UTC; but for its year.
 * @param east minutes; null: the zone is not told.
 * @param here minutes east of Greenwich of the reader.
 */
function human(at: Date, fields: DateFields, seconds: number, east: number | null, now: number, here: number): string {
  const today = new Date(now + here * 60_000);
  const isThisYear = Number(fields.Y) === today.getUTCFullYear();
  const isThisMonth = isThisYear && at.getUTCMonth() === today.getUTCMonth();
  const days = today.getUTCDate() - at.getUTCDate();
  if (isThisMonth && days === 0) return relative(Math.floor(now / 1000) - seconds);
  const isNear = isThisMonth && days > 0 && days < 5;
  const date = isNear ? '%a' : isThisYear ? '%a %b %-d' : '%b %-d %Y';
  const zone = isNear && east !== null && east !== here ? ' %z' : '';
  return strftime(`${date}${isThisYear ? ' %H:%M' : ''}${zone}`, fields);
}

/** How long ago, in git's words and steps. */
function relative(ago: number): string {
  const told = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (ago < 0) return 'in the future';
  if (ago < 90) return told(ago, 'second');
  const minutes = Math.floor((ago + 30) / 60);
  if (minutes < 90) return told(minutes, 'minute');
  const hours = Math.floor((minutes + 30) / 60);
  if (hours < 36) return told(hours, 'hour');
  const days = Math.floor((hours + 12) / 24);
  if (days < 14) return told(days, 'day');
  if (days < 70) return told(Math.floor((days + 3) / 7), 'week');
  if (days < 365) return told(Math.floor((days + 15) / 30), 'month');
  if (days >= 1825) return told(Math.floor((days + 183) / 365), 'year');
  const months = Math.floor((days * 12 * 2 + 365) / (365 * 2));
  const [years, rest] = [Math.floor(months / 12), months % 12];
  const year = `${years} year${years === 1 ? '' : 's'}`;
  return rest === 0 ? `${year} ago` : `${year}, ${told(rest, 'month')}`;
}
