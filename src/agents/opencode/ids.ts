/** `prt_`, `msg_`, `ses_`: 12 hex digits that rise with time, and 14 random characters (formats/opencode.md, 2.1). */
const ID = /^[a-z]+_([0-9a-f]{12})[0-9A-Za-z]*$/;

/** Milliseconds are in the higher digits, of which the highest are cut off. */
const PER_MS = 4096;
const CYCLE_MS = 2 ** 36;

/** What the part of an id that rises with time tells, 48 bits; null for other ids. */
export function idNumber(id: string): number | null {
  const digits = ID.exec(id)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** The texts between which the ids lie that `idNumber` tells this of. @param prefix `prt`, `msg` */
export function idRange(prefix: string, number: number): readonly [from: string, to: string] {
  const begin = `${prefix}_${number.toString(16).padStart(12, '0')}`;
  return [begin, `${begin}~`];
}

/**
 * When an id was made: milliseconds since 1970; null for other ids.
 * @param near a time that is out by less than a year.
 */
export function idTime(id: string, near: number): number | null {
  const number = idNumber(id);
  if (number === null) return null;
  const low = Math.floor(number / PER_MS);
  return low + Math.round((near - low) / CYCLE_MS) * CYCLE_MS;
}
