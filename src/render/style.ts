import type { ChalkInstance } from 'chalk';
import type { ColorLevel } from './color-level.js';

/** What a piece of text is; how that looks is decided here only. */
export interface Style {
  /** A colour for each of `keys` (models): the same in every file, save where two of one file would get the same. */
  readonly palette: (keys: Iterable<string>) => (key: string, text: string) => string;
  /** What should step back: times, sessions, line numbers. */
  readonly quiet: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colour at all. */
export const PLAIN: Style = { palette: () => (_key, text) => text, quiet: asIs, added: asIs, removed: asIs };

/** Of the 256, those that read well on dark and on light ground. */
const PALETTE_256 = [33, 71, 133, 172, 37, 168, 99, 136, 65, 131, 67, 97];
const PALETTE_16 = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'red'] as const;

/** Loads chalk only where there is something to colour. */
export async function styleOf(level: ColorLevel): Promise<Style> {
  if (level === 0) {
    return PLAIN;
  }
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  const paints = level > 1 ? PALETTE_256.map((color) => chalk.ansi256(color)) : PALETTE_16.map((color) => chalk[color]);
  return {
    palette: (keys) => {
      const chosen = choose(keys, paints);
      return (key, text) => onInk(chosen.get(key) ?? asIs)(text);
    },
    quiet: onInk(chalk.dim),
    added: onInk(chalk.green),
    removed: onInk(chalk.red),
  };
}

/** Blanks alone need no colour. */
function onInk(paint: (text: string) => string): (text: string) => string {
  return (text) => (text.trim() === '' ? text : paint(text));
}

/** The hash of the key names its paint; who finds it taken goes on to the next free one. Sorted, so that order is no matter. */
function choose(keys: Iterable<string>, paints: readonly ChalkInstance[]): Map<string, ChalkInstance> {
  const chosen = new Map<string, ChalkInstance>();
  const taken = new Set<ChalkInstance>();
  for (const key of [...new Set(keys)].sort()) {
    const wanted = hash(key) % paints.length;
    const order = [...paints.slice(wanted), ...paints.slice(0, wanted)];
    const paint = order.find((candidate) => !taken.has(candidate)) ?? order[0];
    if (paint !== undefined) {
      chosen.set(key, paint);
      taken.add(paint);
    }
  }
  return chosen;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    value = Math.imul(value ^ text.charCodeAt(place), 0x01000193) >>> 0;
  }
  return value;
}
