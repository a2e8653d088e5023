import type { LineAnchor, LineRange, LineSpan } from '../model/line-span.js';
import { badValue } from './option-values.js';

/**
 * Reads what `-L` was given, as git does: `n,m` · `n,+k` (k lines from n on) · `n,-k` (k lines that end at n) · `n` and `n,`
 * (to the end) · `,m` · `/pattern/` in place of either number, `^/pattern/` from the first line on · `:pattern` and `^:pattern` for a
 * function. Lines count from 1; `n,m` with m before n is turned round. Whether the file has the lines is not known here.
 *
 * @throws AiBlameError USAGE.
 */
export function parseLineRange(given: string): LineSpan {
  const [, top, name] = /^(\^?):(.+)$/s.exec(given) ?? [];
  if (name !== undefined) return { function: name, fromTop: top === '^' };
  // A plus before the first number is its sign, to git.
  const first = readAnchor(given, /^\+\d/.test(given) ? 1 : 0, given);
  const at = first?.end ?? 0;
  if (at < given.length && given[at] !== ',') throw unknownForm(given);
  const second = at < given.length ? readAnchor(given, at + 1, given) : null;
  const from = first?.anchor ?? null;
  const to = second?.anchor ?? null;
  if ((second?.end ?? (at < given.length ? at + 1 : at)) < given.length || (from === null && to === null))
    throw unknownForm(given);
  if ((from !== null && 'lines' in from) || (from === null && to !== null && 'lines' in to)) throw unknownForm(given);
  return numbersOf(from, to) ?? { from, to };
}

/** null where a pattern is in it: its line is not known yet. */
function numbersOf(from: LineAnchor | null, to: LineAnchor | null): LineRange | null {
  if ((from !== null && !('line' in from)) || (to !== null && 'pattern' in to)) return null;
  const start = from?.line ?? 1;
  if (to === null) return { start, end: null };
  if ('lines' in to) {
    return to.lines > 0
      ? { start, end: start + to.lines - 1 }
      : { start: Math.max(1, start + to.lines + 1), end: start };
  }
  return { start: Math.min(start, to.line), end: Math.max(start, to.line) };
}

/** What stands at a place of the text, and the place behind it; null: nothing that begins or ends a range. */
function readAnchor(text: string, at: number, given: string): { anchor: LineAnchor; end: number } | null {
  const rest = text.slice(at);
  const [number, sign = '', digits = ''] = /^([+-]?)(\d+)/.exec(rest) ?? [];
  if (number !== undefined) {
    const value = count(digits, given);
    const anchor = sign === '' ? { line: value } : { lines: sign === '+' ? value : -value };
    return { anchor, end: at + number.length };
  }
  const [whole, top, pattern = ''] = /^(\^?)\/((?:[^\\/]|\\.)*)\//s.exec(rest) ?? [];
  // `\/` is the one way to have a slash in it.
  return whole === undefined
    ? null
    : { anchor: { pattern: pattern.replaceAll('\\/', '/'), fromTop: top === '^' }, end: at + whole.length };
}

function count(digits: string, given: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw badValue('L', given, 'numbers from 1');
  }
  return value;
}

function unknownForm(given: string) {
  return badValue(
    'L',
    given,
    'START,END as in 10,20 · 10,+5 · 10,-5 · 10, · ,20 · /begin/,/end/ · /begin/,+5 · :function',
  );
}
