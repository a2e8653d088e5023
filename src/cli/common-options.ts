import { resolve } from 'node:path';
import type { Options } from 'yargs';
import { HOME_OPTIONS } from '../app/home-options.js';
import type { Place } from '../app/place.js';
import type { Env } from '../env.js';
import { EVIDENCE_LEVELS } from '../model/evidence.js';
import type { ColorChoice } from '../render/color-level.js';
import { choice, leftOf, type RawOptions, text, texts } from './option-values.js';

/** One value each, as text; where an option is repeated, the parser makes a list of it. (A type would only clutter the help.) */
export const VALUE: Options = { nargs: 1, requiresArg: true };
/** It takes nothing, neither `=1` nor a next word that is `true`, which the parser would take for the flag's value. */
export const FLAG: Options = { type: 'boolean', nargs: 0 };

/** Of the commands that name edits. */
export const MIN_EVIDENCE_OPTION: Options = {
  ...VALUE,
  describe: `Do not name edits with weaker evidence than this: ${EVIDENCE_LEVELS.join(', ')}`,
  group: 'What:',
};

/** Of the commands that tell whose lines are. */
export const NOTES_OPTION: Options = {
  ...FLAG,
  describe:
    'Git notes (refs/notes/ai) and imported records tell of commits made elsewhere, which is usual; --no-notes leaves both out',
  group: 'What:',
};

export const CHOICES: readonly ColorChoice[] = ['auto', 'always', 'never'];

/** One for each agent: where its homes are. */
export const HOMES: Record<string, Options> = Object.fromEntries(
  HOME_OPTIONS.map(({ name, describe }) => [name, { ...VALUE, describe, group: 'Where:' }]),
);

export const COMMON_OPTIONS = {
  C: { ...VALUE, describe: 'Run as if started in this folder', group: 'Where:' },
  ...HOMES,
  car: {
    ...FLAG,
    describe: 'Also the private homes that Codex Autorunner gives to Codex, which is usual; --no-car leaves them out',
    group: 'Where:',
  },
  'moved-from': {
    ...VALUE,
    describe: 'Where this repository lay when sessions ran, if it was moved (repeatable)',
    group: 'Where:',
  },
  index: {
    ...VALUE,
    describe: 'The index file, in place of the usual one; --no-index reads the traces themselves',
    group: 'Where:',
  },
  color: { ...VALUE, describe: 'auto, always or never; --no-color is never', group: 'Output:' },
} satisfies Record<string, Options>;

/** As with git, several `-C` follow each other, and other folders are relative to where they lead. */
export function placeOf(options: RawOptions, env: Env): Place {
  const directory = texts(options, 'C').reduce((at, next) => resolve(at, next), env.cwd);
  return {
    directory,
    homes: Object.fromEntries(
      HOME_OPTIONS.map(({ agent, name }) => [agent, texts(options, name).map((home) => resolve(directory, home))]),
    ),
    car: options.car !== false,
    movedFrom: texts(options, 'moved-from').map((from) => (isForeignPath(from) ? from : resolve(directory, from))),
    ...indexOf(options, directory, env),
  };
}

function indexOf(options: RawOptions, directory: string, env: Env): Pick<Place, 'index'> {
  const left = leftOf(options, 'index');
  if (left === null) return {};
  const file = text({ index: left }, 'index');
  // What is said on the command line counts more than what is said for all of them.
  if (file === null && isSet(env.variables.AI_BLAME_NO_INDEX)) return {};
  return { index: { file: file === null ? null : resolve(directory, file) } };
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== '0';
}

export function colorChoiceOf(options: RawOptions): ColorChoice {
  const left = leftOf(options, 'color');
  return left === null ? 'never' : choice(text({ color: left }, 'color') ?? 'auto', 'color', CHOICES);
}

/** A repository may have moved here from another system: `C:\src\demo`, `\\server\share`. */
export function isForeignPath(path: string): boolean {
  return /^([A-Za-z]:[\\/]|\\\\)/.test(path);
}
