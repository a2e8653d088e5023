/** Milliseconds, where the text is what `toISOString` makes of them. */
export function plainTime(text: string): number | null {
  if (text.length !== LENGTH || text[13] !== ':' || text[16] !== ':' || text[19] !== '.' || text[23] !== 'Z')
    return null;
  if (known.day === '' || !text.startsWith(known.day)) {
    const day = text.slice(0, 11);
    known = { day, begin: beginOf(day) };
  }
  const [hours, minutes, seconds] = [number(text, 11, 2), number(text, 14, 2), number(text, 17, 2)];
  const milliseconds = number(text, 20, 3);
  const isClock = hours < 24 && minutes < 60 && seconds < 60 && !Number.isNaN(milliseconds);
  if (!isClock || known.begin === null) return null;
  return known.begin + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** Of a time of four digits of years. */
const LENGTH = '2026-01-01T00:00:00.000Z'.length;

/** @returns what so many decimal digits tell; not a number where others stand there. */
function number(text: string, at: number, digits: number): number {
  let value = 0;
  for (let n = at; n < at + digits; n++) {
    const digit = text.charCodeAt(n) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Most times are of the same day as the one before. */
let known: { readonly day: string; readonly begin: number | null } = { day: '', begin: null };

/** @param day with the `T` behind it. */
function beginOf(day: string): number | null {
  const text = `${day}00:00:00.000Z`;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text ? time : null;
}
