import type { Lines } from '../../diff/lines.js';
import { AiBlameError } from '../../errors.js';
import type { LineAnchor, LineRange, LineSpan } from '../../model/line-span.js';
import type { IsFunctionLine } from './function-lines.js';
import { posixRegExp } from './posix-regexp.js';

/**
 * The lines that several `-L` name in a file, as git finds them (2.39, line-range.c and blame.c): each pattern is sought behind the
 * range before.
 * @param file as the person named it, for messages.
 * @returns one range for each span; its end may lie behind the last line.
 * @throws AiBlameError USAGE where a range begins behind the last line, or a pattern is none or matches nothing.
 */
export function resolveLineSpans(
  spans: readonly LineSpan[],
  lines: Lines,
  file: string,
  isFunctionLine: () => IsFunctionLine,
): LineRange[] {
  const text = new LineText(lines);
  let behind = 1;
  return spans.map((span) => {
    const range =
      'function' in span ? functionRange(span, text, behind, isFunctionLine()) : rangeOf(span, text, behind);
    if (range.start > lines.count) {
      throw new AiBlameError('USAGE', `${file} has only ${lines.count} ${lines.count === 1 ? 'line' : 'lines'}`);
    }
    behind = Math.min(range.end ?? lines.count, lines.count) + 1;
    return range;
  });
}

function rangeOf(span: Exclude<LineSpan, { function: string }>, text: LineText, behind: number): LineRange {
  if ('start' in span) return span;
  const start = span.from === null ? 1 : placeOf(span.from, text, behind, 1);
  if (span.to === null) return { start, end: null };
  const end = placeOf(span.to, text, span.from === null ? 1 : start + 1, start);
  return { start: Math.min(start, end), end: Math.max(start, end) };
}

/** @param start that a count of lines goes on from. */
function placeOf(anchor: LineAnchor, text: LineText, from: number, start: number): number {
  if ('line' in anchor) return anchor.line;
  if ('lines' in anchor) return anchor.lines > 0 ? start + anchor.lines - 1 : Math.max(1, start + anchor.lines + 1);
  return text.find(anchor.pattern, anchor.fromTop ? 1 : from);
}

function functionRange(
  { function: pattern, fromTop }: Extract<LineSpan, { function: string }>,
  text: LineText,
  behind: number,
  isFunctionLine: IsFunctionLine,
): LineRange {
  const first = fromTop ? 1 : behind;
  let start = text.find(pattern, first);
  while (!isFunctionLine(text.line(start))) start = text.find(pattern, start + 1, first);
  let end = start;
  while (end < text.count && !isFunctionLine(text.line(end + 1))) end++;
  return { start, end };
}

/** A file's text, in which patterns are sought. Lines count from 1. */
class LineText {
  readonly #lines: Lines;
  #text: string | null = null;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  get count(): number {
    return this.#lines.count;
  }

  line(number: number): string {
    return this.#lines.contentOf(number - 1).toString('latin1');
  }

  /**
   * @param from the line to begin with; behind the last line it is the last.
   * @param told the line that a message names, where the search began earlier.
   */
  find(pattern: string, from: number, told = from): number {
    this.#text ??= this.#lines.bytes.toString('latin1');
    const offset = this.#lines.starts[Math.min(from, this.count + 1) - 1] ?? this.#text.length;
    const at = this.#text.slice(offset).search(compiled(pattern));
    if (at < 0) throw new AiBlameError('USAGE', `-L: nothing matches ${pattern} from line ${told} on`);
    return this.#lineAt(offset + at);
  }

  #lineAt(offset: number): number {
    const { starts } = this.#lines;
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle + 1] ?? Number.POSITIVE_INFINITY) <= offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }
}

function compiled(pattern: string): RegExp {
  try {
    // Bytes are compared with bytes, whatever they mean.
    return posixRegExp(Buffer.from(pattern).toString('latin1'), 'basic');
  } catch (error) {
    throw new AiBlameError('USAGE', `-L: ${pattern} is no regular expression`, { cause: error });
  }
}
