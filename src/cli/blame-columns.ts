import type { BlameColumns } from '../render/blame-columns.js';
import { DATE_FORMS, type DateForm, readDateForm } from '../render/git-dates.js';
import { badValue, type RawOptions, text } from './option-values.js';

/** As git: shorter ids are not worth their ambiguity. */
const FEWEST_DIGITS = 4;
const MOST_DIGITS = 64;

/** Columns that were asked for; null: the usual ones. @throws AiBlameError USAGE. */
export function columnsOf(options: RawOptions): BlameColumns | null {
  const date = dateOf(options);
  const digits = options.l === true ? MOST_DIGITS : digitsOf(text(options, 'abbrev'));
  const who = options.s === true ? 'none' : options.e === true ? 'email' : 'name';
  const columns: BlameColumns = { who, date, file: options.f === true, number: options.n === true, digits };
  const isUsual = who === 'name' && date === null && !columns.file && !columns.number && digits === null;
  return isUsual ? null : columns;
}

function dateOf(options: RawOptions): DateForm | null {
  const given = options.t === true ? 'raw' : text(options, 'date');
  if (given === null) return null;
  const form = readDateForm(given);
  if (form === null) throw badValue('date', given, `one of ${DATE_FORMS.join(', ')}, local, format:…`);
  return form;
}

function digitsOf(given: string | null): number | null {
  if (given === null) return null;
  if (!/^\d{1,3}$/.test(given)) throw badValue('abbrev', given, 'a number of digits');
  return Math.min(Math.max(Number(given), FEWEST_DIGITS), MOST_DIGITS);
}
