/**
 * The truth: a file is a list of line objects, which actions take, drop and insert. Nothing here compares contents to find out
 * who wrote what; a text tells its writer only because no two writers ever write the same one.
 *
 * A line: `text`; `writer`: who wrote it; `also`: others that may be told with equal right (a line that was moved).
 */
export function newLine(text, writer) {
  return { text, writer, also: [] };
}

export function textOf(lines) {
  return lines.map((line) => `${line.text}\n`).join('');
}

function textsOf(text) {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

const REPEATED = ['', '}', '  }', '    return;', '{', '  });', ''];
const WORDS = ['clamp', 'range', 'fold', 'snap', 'wrap', 'merge', 'split', 'count', 'index', 'total'];

/** Makes the texts of lines. In worlds of repeated lines about half of them are blank, braces and the like. */
export class Texts {
  #number = 0;

  constructor(repeated) {
    this.repeated = repeated;
  }

  next(random) {
    if (this.repeated && random.chance(0.45)) return random.pick(REPEATED);
    this.#number++;
    return `${'  '.repeat(random.below(3))}${random.pick(WORDS)}${this.#number}(${random.below(100)});`;
  }
}

/** What git has put into a file, as line objects: by the contents that it can have come from. */
export class Origins {
  /** Every line object by its text. */
  #known = new Map();

  note(lines) {
    for (const line of lines) {
      const known = this.#known.get(line.text);
      if (known === undefined) this.#known.set(line.text, [line]);
      else if (!known.includes(line)) known.push(line);
    }
    return lines;
  }

  /**
   * @param text the content of a file
   * @param pools contents (lists of lines) that it can have come from, likeliest first
   * @returns line objects; lines of which nobody can say where they came from get the writer `disputed`
   */
  resolve(text, pools) {
    const present = pools.filter((lines) => lines !== undefined);
    const same = present.find((lines) => textOf(lines) === text);
    if (same !== undefined) return [...same];
    return textsOf(text).map((line) => {
      for (const pool of [...present, this.#known.get(line) ?? []]) {
        const found = distinct(pool.filter((known) => known.text === line));
        if (found.length === 1) return found[0];
        if (found.length > 1) break;
      }
      return newLine(line, { kind: 'disputed' });
    });
  }
}

function distinct(lines) {
  return [...new Set(lines)];
}
