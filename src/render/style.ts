import type { ChalkInstance } from 'chalk';
import type { ColorLevel } from './color-level.js';
import type { Ground } from './ground.js';
import { colorKeys } from './palette.js';
import type { SyntaxKind } from './syntax.js';

/** What a piece of text is; how that looks is decided here only. */
export interface Style {
  /**
   * A colour for each of `keys` (models): the same in every file, save where two of one file would get the same.
   * @param keys as they follow each other in the file: neighbours differ (`colorKeys`).
   */
  readonly palette: (keys: readonly string[]) => (key: string, text: string) => string;
  /** What should step back: times, sessions, line numbers. */
  readonly quiet: (text: string) => string;
  /** The same by age, 0 for the newest to 1 for the oldest, where there are colours enough; null: not known. */
  readonly aged: (age: number | null, text: string) => string;
  /** A piece of a program's text. */
  readonly syntax: (kind: SyntaxKind, text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  /** Where the person is, and bars around a view: also blanks. */
  readonly selected: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colour at all. */
export const PLAIN: Style = {
  palette: () => (_key, text) => text,
  quiet: asIs,
  aged: (_age, text) => text,
  syntax: (_kind, text) => text,
  added: asIs,
  removed: asIs,
  selected: asIs,
};

/** Of the 256, eight that differ, and read well on either ground: a contrast of 3 to 1 at least against black and against white. */
const PALETTE_256 = [33, 28, 133, 166, 30, 160, 99, 136];
const PALETTE_16 = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'red'] as const;

/** From the newest to the oldest; each steps back a little more, the last still has a contrast of 4 to 1. */
const AGES = { dark: [253, 249, 246, 243], light: [235, 238, 241, 243] } as const;
/** Where the ground is not known, a grey in the middle steps back on either, and is read on either: 3.9 to 1 at least. */
const MIDDLE_GREY = 244;

/** Of the 256, by ground; `either` has a contrast of 2.7 to 1 at least on both. */
const SYNTAX_256: Readonly<Record<Ground | 'either', Readonly<Record<Exclude<SyntaxKind, 'comment'>, number>>>> = {
  dark: { keyword: 176, string: 114, number: 180, name: 75, type: 80, meta: 179 },
  light: { keyword: 90, string: 28, number: 130, name: 25, type: 30, meta: 94 },
  either: { keyword: 133, string: 65, number: 166, name: 33, type: 30, meta: 136 },
};
const SYNTAX_16 = {
  keyword: 'magenta',
  string: 'green',
  number: 'yellow',
  name: 'blue',
  type: 'cyan',
  meta: 'yellow',
} as const;

/**
 * Loads chalk only where there is something to colour.
 * @param ground of the terminal; null: not known.
 */
export async function styleOf(level: ColorLevel, ground: Ground | null = null): Promise<Style> {
  if (level === 0) {
    return PLAIN;
  }
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  const base = level > 1 ? PALETTE_256.map((color) => chalk.ansi256(color)) : PALETTE_16.map((color) => chalk[color]);
  // More models than colours: the same ones again in bold.
  const paints = [...base, ...base.map((paint) => paint.bold)];
  const quiet = onInk(chalk.dim);
  const ages = level > 1 ? agePaints(chalk, ground) : [chalk.dim];
  return {
    palette: (keys) => {
      const distinct = new Set(keys).size;
      const colors = colorKeys(keys, distinct > base.length ? paints.length : base.length);
      return (key, text) => onInk(paints[colors.get(key) ?? -1] ?? asIs)(text);
    },
    quiet,
    aged: (age, text) => (age === null ? quiet(text) : onInk(ages[Math.round(age * (ages.length - 1))] ?? asIs)(text)),
    syntax: (kind, text) => syntaxPaint(chalk, level, ground, kind)(text),
    added: onInk(chalk.green),
    removed: onInk(chalk.red),
    selected: chalk.inverse,
  };
}

function agePaints(chalk: ChalkInstance, ground: Ground | null): ((text: string) => string)[] {
  if (ground !== null) return AGES[ground].map((grey) => chalk.ansi256(grey));
  return [asIs, chalk.ansi256(MIDDLE_GREY)];
}

function syntaxPaint(
  chalk: ChalkInstance,
  level: ColorLevel,
  ground: Ground | null,
  kind: SyntaxKind,
): (text: string) => string {
  if (kind === 'comment') return onInk(chalk.dim);
  return onInk(level > 1 ? chalk.ansi256(SYNTAX_256[ground ?? 'either'][kind]) : chalk[SYNTAX_16[kind]]);
}

/** Blanks alone need no colour. */
function onInk(paint: (text: string) => string): (text: string) => string {
  return (text) => (text.trim() === '' ? text : paint(text));
}
