import { AiBlameError } from '../errors.js';
import type { GitSettings } from '../model/blame-result.js';
import type { AskedColumns, BlameColumns } from '../render/blame-columns.js';
import { DATE_FORMS, type DateForm, dateFormFor, readDateForm } from '../render/git-dates.js';
import { badValue, lastText, type RawOptions } from './option-values.js';
import { USUAL } from './score-options.js';

/** As git: shorter ids are not worth their ambiguity. */
const FEWEST_DIGITS = 4;
const MOST_DIGITS = 64;

export const NO_COLUMNS: AskedColumns = {
  hidesWho: false,
  email: null,
  date: null,
  rawTime: false,
  file: false,
  number: false,
  digits: null,
};

/** Columns that were asked for; null: none were. @throws AiBlameError USAGE. */
export function columnsOf(options: RawOptions): AskedColumns | null {
  const date = dateOf(options);
  const digits = options.l === true ? MOST_DIGITS : digitsOf(options);
  const columns: AskedColumns = {
    hidesWho: options.s === true,
    email: typeof options.e === 'boolean' ? options.e : null,
    date,
    rawTime: options.t === true,
    file: options.f === true,
    number: options.n === true,
    digits,
  };
  const isUsual = Object.values(columns).every((value) => value === null || value === false);
  return isUsual ? null : columns;
}

/**
 * The columns with what the configuration says where nothing was asked for.
 * @param isTerminal whether they are read in a terminal, or a pager.
 * @throws AiBlameError USAGE.
 */
export function columnsWith(asked: AskedColumns, settings: GitSettings, isTerminal: boolean): BlameColumns {
  const { hidesWho, email, rawTime, ...others } = asked;
  const form = asked.date ?? configuredDate(settings);
  const date = form === null ? null : dateFormFor(form, isTerminal);
  return {
    ...others,
    who: hidesWho ? 'none' : (email ?? settings.showEmail) ? 'email' : 'name',
    date: rawTime ? { name: 'raw', isLocal: false, template: '' } : date,
  };
}

/** The form that the configuration names; null: none. @throws AiBlameError USAGE. */
function configuredDate({ date }: GitSettings): DateForm | null {
  const form = date === null ? null : readDateForm(date);
  if (date !== null && form === null) throw new AiBlameError('USAGE', `blame.date is no form of dates: ${date}`);
  return form;
}

function dateOf(options: RawOptions): DateForm | null {
  const given = lastText(options, 'date');
  if (given === null) return null;
  const form = readDateForm(given);
  if (form === null) throw badValue('date', given, `one of ${DATE_FORMS.join(', ')}, local, format:…, auto:…`);
  return form;
}

function digitsOf(options: RawOptions): number | null {
  const last = [options.abbrev].flat().at(-1);
  if (last === false) return MOST_DIGITS;
  const given = lastText({ abbrev: last }, 'abbrev');
  if (given === null || given === USUAL) return null;
  if (!/^\d{1,3}$/.test(given)) throw badValue('abbrev', given, 'a number of digits');
  // As git: none is all of them.
  return Number(given) === 0 ? MOST_DIGITS : Math.min(Math.max(Number(given), FEWEST_DIGITS), MOST_DIGITS);
}
