const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const DAY = 86_400_000;

/** What stands for each letter behind a `%`. */
export type DateFields = Readonly<Record<string, string>> & { readonly z: string };

/** Letters that stand for numbers; what pads them may be asked for otherwise. */
const NUMBERS = 'CdegGHIjklmMsSuUVwWyY';

/**
 * @param at the time as its own zone tells it, in the place of UTC.
 * @param east minutes of the zone east of Greenwich. @param seconds since 1970.
 * @param isLocal whether it is the reader's own zone: git leaves out the name of any other one; ours is told as an offset.
 * @param moreYears what the year is ahead of that of `at`, a multiple of 400.
 */
export function fieldsOf(at: Date, east: number, seconds: number, isLocal: boolean, moreYears: number): DateFields {
  const two = (value: number): string => String(value).padStart(2, '0');
  const blank = (value: number): string => String(value).padStart(2);
  const [month, day, hour] = [at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  const year = at.getUTCFullYear() + moreYears;
  const [weekday, weekdayName, monthName] = [at.getUTCDay(), DAYS[at.getUTCDay()] ?? '', MONTHS[month] ?? ''];
  const dayOfYear = Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / DAY);
  const [clock, half] = [[hour, at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':'), hour < 12 ? 'AM' : 'PM'];
  const date = `${two(month + 1)}/${two(day)}/${two(year % 100)}`;
  const fullYear = String(year).padStart(4, '0');
  const iso = isoWeek(at);
  const z = `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}${two(Math.abs(east) % 60)}`;
  return {
    a: weekdayName.slice(0, 3),
    A: weekdayName,
    b: monthName.slice(0, 3),
    B: monthName,
    c: `${weekdayName.slice(0, 3)} ${monthName.slice(0, 3)} ${blank(day)} ${clock} ${year}`,
    C: two(Math.floor(year / 100)),
    d: two(day),
    D: date,
    e: blank(day),
    F: `${fullYear}-${two(month + 1)}-${two(day)}`,
    g: two((iso.year + moreYears) % 100),
    G: String(iso.year + moreYears),
    h: monthName.slice(0, 3),
    H: two(hour),
    I: two(hour % 12 || 12),
    j: String(dayOfYear + 1).padStart(3, '0'),
    k: blank(hour),
    l: blank(hour % 12 || 12),
    m: two(month + 1),
    M: two(at.getUTCMinutes()),
    n: '\n',
    p: half,
    P: half.toLowerCase(),
    r: `${two(hour % 12 || 12)}${clock.slice(2)} ${half}`,
    R: clock.slice(0, 5),
    s: String(seconds),
    S: two(at.getUTCSeconds()),
    t: '\t',
    T: clock,
    u: String(weekday || 7),
    U: two(Math.floor((dayOfYear + 7 - weekday) / 7)),
    V: two(iso.week),
    w: String(weekday),
    W: two(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7)),
    x: date,
    X: clock,
    y: two(year % 100),
    Y: String(year),
    z,
    Z: isLocal ? z : '',
    '%': '%',
  };
}

/** The week that holds the day, which is of the year that holds its Thursday. */
function isoWeek(at: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(at.getTime() + (3 - ((at.getUTCDay() + 6) % 7)) * DAY);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7) + 1 };
}

/**
 * A template as C's strftime fills it (glibc, no locale): `%-d` without padding, `%_d` and `%0e` with another one, `%^a` in capitals, `%#p` in
 * the other case, `%5Y` of a width; `%E…` and `%O…` say nothing more. What is no field stays as it is.
 */
export function strftime(template: string, fields: DateFields): string {
  return template.replace(/%([-_0^#]*)(\d*)[EO]?(.)/gs, (whole, flags: string, width: string, name: string) => {
    const text = fields[name];
    if (text === undefined) return whole;
    const isNumber = NUMBERS.includes(name);
    const cased = flags.includes('^') ? text.toUpperCase() : flags.includes('#') ? otherCase(name, text) : text;
    const bare = isNumber && /[-_0]/.test(flags) ? cased.replace(/^[0 ]+(?=.)/, '') : cased;
    if (flags.includes('-')) return bare;
    const isBlank = flags.includes('_') || (!flags.includes('0') && (!isNumber || 'ekl'.includes(name)));
    return bare.padStart(Math.max(Number(width), isNumber ? text.length : 0), isBlank ? ' ' : '0');
  });
}

function otherCase(name: string, text: string): string {
  if (name === 'p' || name === 'Z') return text.toLowerCase();
  return 'aAbBh'.includes(name) ? text.toUpperCase() : text;
}
