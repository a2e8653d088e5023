/** One literal replacement: `old` becomes `text`. */
export interface LiteralReplacement {
  readonly old: string;
  readonly text: string;
  /** Every occurrence; else it must be the only one. */
  readonly all: boolean;
  /** An empty `text` takes the line end behind `old` with it, where `old` has none and one follows. */
  readonly takesLineEnd: boolean;
}

export interface Replaced {
  readonly content: Buffer;
  /** Bytes `start` to `end` of the old content became those up to `newEnd` of the new one; null: several places changed. */
  readonly place: { readonly start: number; readonly end: number; readonly newEnd: number } | null;
}

/**
 * Carries literal replacements out, one after the other, as agents' edit tools do: no patterns, no `$`. Line ends aside: in a
 * file with CRLF a line end of the texts stands for one of the file's.
 *
 * @param content null: the file does not exist; only an empty `old` fits that, or an empty file.
 * @returns null where a step does not fit: its `old` is not there, or is there several times.
 */
export function applyReplacements(content: Buffer | null, steps: readonly LiteralReplacement[]): Replaced | null {
  let now: Replaced | null = null;
  for (const step of steps) {
    now = applyOne(now === null ? content : now.content, step);
    if (now === null) return null;
  }
  return now === null || steps.length === 1 ? now : { content: now.content, place: null };
}

function applyOne(content: Buffer | null, step: LiteralReplacement): Replaced | null {
  if (step.old === '') {
    if (content !== null && content.length > 0) return null;
    return { content: Buffer.from(step.text, 'utf8'), place: null };
  }
  if (content === null) return null;
  const hasCrlf = content.includes('\r\n');
  const spellings = hasCrlf ? [(text: string) => text, withCrlf] : [(text: string) => text, withLf];
  for (const spell of spellings) {
    const replaced = replaceIn(content, spell(withLineEnd(content, step, spell)), spell(step.text), step.all);
    if (replaced !== null) return replaced;
  }
  return null;
}

function withCrlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function withLf(text: string): string {
  return text.replace(/\r\n/g, '\n');
}

function withLineEnd(
  content: Buffer,
  { old, text, takesLineEnd }: LiteralReplacement,
  spell: (text: string) => string,
): string {
  const longer = `${old}\n`;
  return takesLineEnd && text === '' && !old.endsWith('\n') && content.includes(spell(longer)) ? longer : old;
}

function replaceIn(content: Buffer, old: string, text: string, all: boolean): Replaced | null {
  const wanted = Buffer.from(old, 'utf8');
  const written = Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let from = 0;
  let count = 0;
  for (let at = content.indexOf(wanted); at !== -1; at = content.indexOf(wanted, from)) {
    count++;
    parts.push(content.subarray(from, at), written);
    from = at + wanted.length;
    // Overlapping occurrences make the place of a single one ambiguous as well.
    if (!all && content.indexOf(wanted, at + 1) !== -1) return null;
  }
  if (count === 0) return null;
  parts.push(content.subarray(from));
  const start = from - wanted.length;
  return {
    content: Buffer.concat(parts),
    place: count === 1 ? { start, end: from, newEnd: start + written.length } : null,
  };
}

/**
 * Puts text behind a line.
 *
 * @param line 1-based; 0: before the first.
 * @returns null where the file has fewer lines.
 */
export function applyInsertion(content: Buffer, line: number, text: string): Buffer | null {
  let at = 0;
  for (let n = 0; n < line; n++) {
    if (at >= content.length) return null;
    const end = content.indexOf(10, at);
    at = end === -1 ? content.length : end + 1;
  }
  const isOpen = at > 0 && content[at - 1] !== 10;
  const spelt = content.includes('\r\n') ? withCrlf(text) : text;
  const end = spelt.endsWith('\n') || at === content.length ? '' : '\n';
  return Buffer.concat([
    content.subarray(0, at),
    Buffer.from(`${isOpen ? '\n' : ''}${spelt}${end}`),
    content.subarray(at),
  ]);
}
