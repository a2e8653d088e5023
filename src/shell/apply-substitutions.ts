import type { SubstitutionStep } from './substitution-script.js';

/** Larger results are not worked out, in bytes. */
const MAX_SIZE = 64 * 1024 * 1024;

/** More replacements than this, of all steps together, are not carried out: each step can double what the next one finds. */
const MAX_REPLACEMENTS = 1_000_000;

const LINE_FEED = 0x0a;

/**
 * Carries literal substitutions out, one after the other, as `sed` and `perl -p` do: on each line without its LF; a CR is part of
 * the line. Bytes that are no UTF-8 stay as they are.
 *
 * @returns null where the content grows beyond all measure.
 */
export function applySubstitutions(content: Buffer, steps: readonly SubstitutionStep[]): Buffer | null {
  let result = content;
  let left = MAX_REPLACEMENTS;
  for (const step of steps) {
    const parts = substitutedParts(result, step, left);
    if (parts === null) return null;
    left -= (parts.length - 1) / 2;
    if (parts.reduce((sum, part) => sum + part.length, 0) > MAX_SIZE) return null;
    if (parts.length > 1) result = Buffer.concat(parts);
  }
  return result;
}

/** What stays and what comes in its place, by turns; null where there are more than `most` replacements. */
function substitutedParts(content: Buffer, { find, replace, all }: SubstitutionStep, most: number): Buffer[] | null {
  const wanted = Buffer.from(find, 'utf8');
  const replacement = Buffer.from(replace, 'utf8');
  const parts: Buffer[] = [];
  let done = 0;
  let at = wanted.length === 0 ? -1 : content.indexOf(wanted);
  while (at !== -1) {
    if (parts.length >= 2 * most) return null;
    parts.push(content.subarray(done, at), replacement);
    done = at + wanted.length;
    const next = all ? done : content.indexOf(LINE_FEED, done);
    at = next === -1 ? -1 : content.indexOf(wanted, next);
  }
  parts.push(content.subarray(done));
  return parts;
}
