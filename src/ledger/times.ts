/** Where nothing tells a time. */
export const NO_TIME = '1970-01-01T00:00:00Z';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;
const WHOLE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d)$/;

/** ISO 8601 in whole seconds, UTC; fractions are cut off. null where the text is no time with a zone. */
export function wholeSeconds(text: string): string | null {
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** The same for those alone that have no fractions: others are no times to the program whose archives these are. */
export function strictSeconds(text: string): string | null {
  return WHOLE.test(text) ? wholeSeconds(text) : null;
}
