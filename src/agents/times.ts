/** As every release of Codex writes it. */
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Canonical, on a day that every month has. */
const USUAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** ISO 8601 UTC with milliseconds, or null where the value is no time with a zone. */
export function isoTime(value: unknown): string | null {
  if (typeof value !== 'string') {
    return null;
  }
  if (USUAL.test(value)) {
    return value;
  }
  if (!ISO.test(value)) {
    return null;
  }
  const time = Date.parse(value);
  if (CANONICAL.test(value)) {
    return Number.isNaN(time) ? null : value;
  }
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Milliseconds since 1970 that a UUID of version 7 was made at; null for other ids. */
export function uuidTime(id: string): number | null {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(id);
  return match === null ? null : Number.parseInt(`${match[1]}${match[2]}`, 16);
}
