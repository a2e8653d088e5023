import type { SubstitutionStep } from './substitution-script.js';

/** Larger results are not worked out, in bytes. */
const MAX_SIZE = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * Carries literal substitutions out, one after the other, as `sed` and `perl -p` do: on each line without its LF; a CR is part of
 * the line. Bytes that are no UTF-8 stay as they are.
 *
 * @returns null where the content grows beyond all measure.
 */
export function applySubstitutions(content: Buffer, steps: readonly SubstitutionStep[]): Buffer | null {
  let result: Buffer | null = content;
  for (const step of steps) {
    if (result !== null) result = substitute(result, step);
  }
  return result;
}

function substitute(content: Buffer, { find, replace, all }: SubstitutionStep): Buffer | null {
  const wanted = Buffer.from(find, 'utf8');
  const replacement = Buffer.from(replace, 'utf8');
  const parts: Buffer[] = [];
  let size = content.length;
  let done = 0;
  let at = wanted.length === 0 ? -1 : content.indexOf(wanted);
  while (at !== -1) {
    parts.push(content.subarray(done, at), replacement);
    size += replacement.length - wanted.length;
    if (size > MAX_SIZE + content.length) return null;
    done = at + wanted.length;
    const next = all ? done : content.indexOf(LINE_FEED, done);
    at = next === -1 ? -1 : content.indexOf(wanted, next);
  }
  parts.push(content.subarray(done));
  return size > MAX_SIZE ? null : Buffer.concat(parts, size);
}
