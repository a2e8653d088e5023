import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dateFormFor, gitDate, readDateForm } from '../../src/render/git-dates.js';
import { GitRepo } from '../support/git.js';

const NOW = Date.UTC(2026, 2, 4, 5, 6, 7) / 1000;
const AGES = [
  0,
  1,
  59,
  89,
  90,
  119,
  5369,
  5370,
  7200,
  129_599,
  129_600,
  40_000,
  86_400,
  86_400 * 2,
  86_400 * 3,
  86_400 * 4,
  86_400 * 5,
  86_400 * 6,
  86_400 * 13,
  86_400 * 14,
  86_400 * 62,
  86_400 * 63,
  86_400 * 64,
  86_400 * 69,
  86_400 * 70,
  86_400 * 364,
  86_400 * 365,
  86_400 * 380,
  86_400 * 400,
  86_400 * 426,
  86_400 * 428,
  86_400 * 429,
  86_400 * 900,
  86_400 * 1824,
  86_400 * 1825,
  86_400 * 9000,
  -5,
  -86_400,
  -86_400 * 40,
];
/** Around the year 10000, beyond a `Date`, microseconds taken for seconds, and around the end of C's calendar. */
const FAR = [
  253_402_300_799, 253_402_300_800, 8_640_000_000_001, 1_700_000_000_000_000, 67_767_900_000_000_000,
  68_000_000_000_000_000,
];
const ZONES = ['+0000', '+0530', '-0930', '+1400', '-0030'];
const FORMS = [
  'default',
  'local',
  'iso',
  'iso8601',
  'iso-strict',
  'rfc',
  'rfc2822',
  'short',
  'raw',
  'unix',
  'relative',
  'human',
  'human-local',
  'default-local',
  'iso-local',
  'iso-strict-local',
  'rfc-local',
  'short-local',
  'raw-local',
  'unix-local',
  'format:%Y-%m-%d %H:%M:%S %z %a %A %b %B %e %j %I %p %y %F %T %R %D %u %w %s %% %n%t.',
  'format-local:%F %T %z',
  'relative-local',
  'format:%c|%C|%G|%g|%h|%k|%l|%P|%r|%U|%V|%W|%x|%X|%Z',
  'format:%-H|%-j|%_m|%_j|%0e|%0k|%^a|%^B|%#b|%#p|%03d|%5Y|%9A|%-e|%_S|%-y|%^c',
  'format:%Ey|%Od|%q|%E|%+|100%',
];

let repo: GitRepo;
beforeAll(() => {
  repo = new GitRepo();
});
afterAll(() => repo.remove());

test('dates are written as git writes them, in every form and zone', () => {
  expectAsGit(
    AGES.map((age) => NOW - age),
    FORMS,
  );
});

// Of the reader's zone git (2.39, date.c, tm_to_time_t) knows nothing from the year 2100 on, and writes +0000 behind a local time; to C,
// %s is what its own calendar makes of the date.
test('dates that are too far for a `Date` are, too', () => {
  expectAsGit(
    FAR,
    FORMS.filter((form) => !form.includes('local') && !form.includes('%s')),
  );
});

function expectAsGit(times: readonly number[], forms: readonly string[]): void {
  const commits = times.map((seconds, n) => {
    const zone = ZONES[n % ZONES.length] as string;
    const date = `@${seconds} ${zone}`;
    repo.gitBytes(['commit', '-q', '--allow-empty', '-m', date], {
      env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
    const minutes = (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
    return { seconds, minutes };
  });
  for (const form of forms) {
    const env = { TZ: 'UTC-2', GIT_TEST_DATE_NOW: String(NOW) };
    const theirs = repo
      .gitBytes(['log', '-z', '--reverse', `--date=${form}`, '--format=%ad'], { env })
      .toString()
      .split('\0')
      .slice(-times.length - 1);
    const read = readDateForm(form);
    const ours = commits.map(({ seconds, minutes }) =>
      read === null ? null : gitDate(seconds, minutes, read, () => 120, NOW * 1000),
    );
    expect([form, ours]).toEqual([form, theirs.slice(0, times.length)]);
  }
}

test.each(['', 'humane', 'isoo', 'auto', 'auto:auto:iso', 'auto:isoo', 'format', 'local-local'])(
  '%j is no form that is known',
  (given) => {
    expect(readDateForm(given)).toBe(null);
  },
);

test('auto:FORM is that form in a terminal, and the usual one elsewhere; auto: alone is always that', () => {
  const shown = (given: string, isTerminal: boolean): string | null => {
    const form = readDateForm(given);
    return form && gitDate(NOW, -90, dateFormFor(form, isTerminal), () => 120, NOW * 1000);
  };
  const usual = 'Wed Mar 4 03:36:07 2026 -0130';
  expect(['auto:short', 'auto:format-local:%H', 'auto:'].map((given) => shown(given, true))).toEqual([
    '2026-03-04',
    '07',
    usual,
  ]);
  expect(['auto:short', 'auto:format-local:%H', 'auto:'].map((given) => shown(given, false))).toEqual([
    usual,
    usual,
    usual,
  ]);
});
