import type { Env } from '../env.js';
import { AiBlameError } from '../errors.js';
import type { GitSettings } from '../model/blame-result.js';
import type { AskedColumns } from '../render/blame-columns.js';
import type { ClassicColors, ClassicMarks, ClassicOptions } from '../render/classic.js';
import { localZone } from '../render/dates.js';
import { gitColor } from '../render/git-colors.js';
import { columnsWith, NO_COLUMNS } from './blame-columns.js';
import { flag, type RawOptions } from './option-values.js';
import { sinceOf } from './since.js';

/** What asks for git's own columns (`--classic`, or what only they can show); null: nothing does. */
export function classicMarksOf(options: RawOptions): ClassicMarks | null {
  const marks: ClassicMarks = {
    blankBoundary: flag(options, 'b'),
    annotate: flag(options, 'c'),
    colorLines: flag(options, 'color-lines'),
    colorByAge: flag(options, 'color-by-age'),
  };
  return flag(options, 'classic') || Object.values(marks).some(Boolean) ? marks : null;
}

/** git's (2.39, builtin/blame.c). */
const AGES = 'blue,12 month ago,white,1 month ago,red';
const CYAN = '\x1b[36m';

/** What is shown in git's own columns, with what the configuration says. @throws AiBlameError USAGE. */
export function classicOptionsWith(
  asked: AskedColumns | null,
  marks: ClassicMarks,
  settings: GitSettings,
  isColored: boolean,
  env: Env,
): Omit<ClassicOptions, 'contents' | 'modelAsAuthor'> {
  const { hidesWho, email, rawTime } = asked ?? NO_COLUMNS;
  const { date, file, number, digits } = columnsWith(asked ?? NO_COLUMNS, settings, env.stdout.isTTY);
  const isAsked = marks.colorLines || marks.colorByAge;
  const [colorLines, colorByAge] = isAsked
    ? [marks.colorLines, marks.colorByAge]
    : [settings.coloring === 'lines', settings.coloring === 'age'];
  return {
    ...marks,
    hidesWho,
    email: email ?? settings.showEmail,
    date: date ?? { name: 'iso', isLocal: false, template: '' },
    rawTime,
    showFile: file,
    showNumber: number,
    digits,
    settings,
    blankBoundary: marks.blankBoundary || settings.blankBoundary,
    colorLines: colorLines && isColored,
    colorByAge: colorByAge && isColored,
    colors: { repeated: repeatedColor(settings), ages: colorByAge ? agesOf(settings, env) : [] },
    now: env.now(),
    zone: localZone,
  };
}

/** As git, which goes on where it is no colour. */
function repeatedColor({ repeatedLines }: GitSettings): string {
  return (repeatedLines === null ? '' : gitColor(repeatedLines)) || CYAN;
}

function agesOf({ highlightRecent }: GitSettings, env: Env): ClassicColors['ages'] {
  const parts = (highlightRecent ?? AGES).split(',');
  if (parts.length % 2 === 0) throw badSetting(highlightRecent);
  const limits = parts.filter((_, n) => n % 2 === 1).map((text) => limitOf(text.trim(), highlightRecent, env));
  return parts
    .filter((_, n) => n % 2 === 0)
    .map((text, n) => {
      const color = gitColor(text);
      if (color === null) throw badSetting(highlightRecent);
      return { color, until: limits[n] ?? Number.POSITIVE_INFINITY };
    });
}

function limitOf(text: string, setting: string | null, env: Env): number {
  try {
    return Math.floor(Date.parse(sinceOf(text, env.now())) / 1000);
  } catch {
    throw badSetting(setting);
  }
}

function badSetting(value: string | null): AiBlameError {
  return new AiBlameError('USAGE', `color.blame.highlightRecent is not colours and dates in turn: ${value}`, {
    hint: `as in ${AGES}`,
  });
}
