import { AiBlameError } from '../errors.js';
import { configInteger, type GitConfig } from './git-config.js';
import type { Oid } from './git-objects.js';
import type { ObjectDatabase } from './object-database.js';

/** git 2.39, cache.h, FALLBACK_DEFAULT_ABBREV. */
const USUAL_DIGITS = 7;
const FEWEST_DIGITS = 4;

/**
 * How many digits `core.abbrev` asks for; null: as many as are usual.
 * @param all digits that ids have.
 * @throws AiBlameError USAGE where git ends at it.
 */
export function configuredDigits(config: GitConfig, all: number): number | null {
  const configured = config.get('core.abbrev') ?? 'auto';
  if (/^auto$/i.test(configured)) return null;
  if (/^(no|off|false|)$/i.test(configured)) return all;
  const digits = configInteger(configured) ?? 0;
  if (digits >= FEWEST_DIGITS && digits <= all) return digits;
  throw new AiBlameError('USAGE', `core.abbrev is no number of digits, ${FEWEST_DIGITS} to ${all}: ${configured}`);
}

/**
 * As many digits as tell each of some ids from all other objects, and are usual (`core.abbrev`; git 2.39, object-name.c,
 * repo_find_unique_abbrev_r).
 */
export function usualDigits(objects: ObjectDatabase, config: GitConfig, oids: Iterable<Oid>): number {
  const all = digitsOf(objects);
  let digits = Math.min(configuredDigits(config, all) ?? digitsFor(objects.packedCount), all);
  for (const oid of oids) {
    while (digits < all && objects.expand(oid.slice(0, digits), 2).some((other) => other !== oid)) digits++;
  }
  return digits;
}

/** Digits of a whole id. */
export function digitsOf({ hash }: Pick<ObjectDatabase, 'hash'>): number {
  return hash === 'sha1' ? 40 : 64;
}

/** Two of so many objects are not likely to begin alike. */
function digitsFor(objects: number): number {
  const bits = objects === 0 ? 0 : Math.floor(Math.log2(objects));
  return Math.max(USUAL_DIGITS, Math.ceil((bits + 1) / 2));
}
