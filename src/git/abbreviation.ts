import type { GitConfig } from './git-config.js';
import type { Oid } from './git-objects.js';
import type { ObjectDatabase } from './object-database.js';

/** git 2.39, cache.h, FALLBACK_DEFAULT_ABBREV. */
const USUAL_DIGITS = 7;
const FEWEST_DIGITS = 4;

/**
 * As many digits as tell each of some ids from all other objects, and are usual (`core.abbrev`; git 2.39, object-name.c,
 * repo_find_unique_abbrev_r).
 */
export function usualDigits(objects: ObjectDatabase, config: GitConfig, oids: Iterable<Oid>): number {
  const all = objects.hash === 'sha1' ? 40 : 64;
  const configured = config.get('core.abbrev') ?? 'auto';
  if (/^(no|off|false)$/i.test(configured)) return all;
  const wanted = /^\d{1,3}$/.test(configured)
    ? Math.max(Number(configured), FEWEST_DIGITS)
    : digitsFor(objects.packedCount);
  let digits = Math.min(wanted, all);
  for (const oid of oids) {
    while (digits < all && objects.expand(oid.slice(0, digits), 2).some((other) => other !== oid)) digits++;
  }
  return digits;
}

/** Two of so many objects are not likely to begin alike. */
function digitsFor(objects: number): number {
  const bits = objects === 0 ? 0 : Math.floor(Math.log2(objects));
  return Math.max(USUAL_DIGITS, Math.ceil((bits + 1) / 2));
}
