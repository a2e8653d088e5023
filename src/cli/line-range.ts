import type { LineRange } from '../app/blame-file.js';
import { badValue } from './option-values.js';

const FORM = /^(\d+)?(,([+-]?)(\d+)?)?$/;

/**
 * Reads what `-L` was given, as git does: `n,m` · `n,+k` (k lines from n on) · `n,-k` (k lines that end at n) · `n` and `n,`
 * (to the end) · `,m`. Lines count from 1; `n,m` with m before n is turned round. Whether the file has the lines is not known here.
 *
 * @throws AiBlameError USAGE.
 */
export function parseLineRange(given: string): LineRange {
  const [matched, from, , sign = '', to] = FORM.exec(given) ?? [];
  if (
    !matched ||
    (from === undefined && to === undefined) ||
    (sign !== '' && (from === undefined || to === undefined))
  ) {
    throw expected(given, 'START,END as in 10,20 · 10,+5 · 10,-5 · 10, · ,20');
  }
  const start = count(from ?? '1', given);
  if (to === undefined) {
    return { start, end: null };
  }
  const end = count(to, given);
  if (sign === '+') {
    return { start, end: start + end - 1 };
  }
  return sign === '-'
    ? { start: Math.max(1, start - end + 1), end: start }
    : { start: Math.min(start, end), end: Math.max(start, end) };
}

function count(digits: string, given: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw expected(given, 'numbers from 1');
  }
  return value;
}

function expected(given: string, what: string) {
  return badValue('L', given, what);
}
