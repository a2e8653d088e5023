import fc from 'fast-check';

/** A small generator of whole numbers with a seed, for texts too large to shrink. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number in `[0, limit)`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 0x100000000) * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** Lines of code-like text: blank ones, braces, indents and repetitions, from a stock of `variety` different lines. */
export function codeLine(random: Seeded, variety: number): string {
  const number = random.below(variety);
  const text = number % 5 === 0 ? '' : number % 7 === 0 ? '}' : `call(${number});`;
  return `${' '.repeat(number % 4 === 0 ? 0 : 2 * (number % 4))}${text}${number % 31 === 30 ? '\r' : ''}\n`;
}

/** `lines` after some edits: removals, insertions, replacements and moved blocks. */
export function edited(random: Seeded, lines: readonly string[], edits: number, variety: number): string[] {
  let result = [...lines];
  for (let i = 0; i < edits; i++) {
    const at = random.below(result.length + 1);
    const count = random.below(6);
    const fresh = Array.from({ length: random.below(6) }, () => codeLine(random, variety));
    const kind = random.below(4);
    if (kind === 0) result.splice(at, count);
    else if (kind === 1) result.splice(at, 0, ...fresh);
    else if (kind === 2) result.splice(at, count, ...fresh);
    else {
      const block = result.splice(at, random.below(20));
      const target = random.below(result.length + 1);
      result = [...result.slice(0, target), ...block, ...result.slice(target)];
    }
  }
  return result;
}

/** Short texts with many equal lines, all line ends, and with or without a final newline. */
export const smallText = fc
  .array(fc.constantFrom('a', 'b', 'c', '', '  a', '\tb'), { maxLength: 12 })
  .chain((lines) =>
    fc
      .tuple(
        fc.array(fc.constantFrom('\n', '\r\n'), { minLength: lines.length, maxLength: lines.length }),
        fc.boolean(),
      )
      .map(([ends, final]) => lines.map((line, i) => line + (i < lines.length - 1 || final ? ends[i] : '')).join('')),
  );
