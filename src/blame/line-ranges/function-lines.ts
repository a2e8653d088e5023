import { rulesOf } from './languages.js';
import { posixRegExp } from './posix-regexp.js';

/** Tells whether a line (without its line end) is the first of a function, or of what a language has in its place. */
export type IsFunctionLine = (line: string) => boolean;

/** Settings of the driver that a path's `diff` attribute names. */
export interface DiffDriver {
  readonly name: string;
  /** `diff.NAME.xfuncname`, an extended regular expression; with a `!` first, of lines that are none. One for each line. */
  readonly xfuncname: string | null;
  /** `diff.NAME.funcname`, a basic one. */
  readonly funcname: string | null;
}

/**
 * @param driver null: the path has none.
 * @throws SyntaxError for a configured expression that is none.
 */
export function functionLines(driver: DiffDriver | null): IsFunctionLine {
  const configured = driver?.xfuncname ?? driver?.funcname ?? null;
  if (driver === null || configured === null) {
    const { yes, no } = rulesOf(driver?.name ?? '');
    return (line) => yes.test(line) && no?.test(line) !== true;
  }
  const rules = configured.split('\n').map((text) => {
    const isNot = text.startsWith('!');
    return {
      isNot,
      matches: posixRegExp(isNot ? text.slice(1) : text, driver.xfuncname === null ? 'basic' : 'extended'),
    };
  });
  // The first that matches decides.
  return (line) => rules.find(({ matches }) => matches.test(line))?.isNot === false;
}
