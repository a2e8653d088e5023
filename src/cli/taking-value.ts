import type { Options } from 'yargs';
import { spelt } from './option-values.js';

/** Options as they are written that take the next word as their value. Not `-M`, whose value may only hang on it. */
export function takingValue(options: Readonly<Record<string, Options>>): Set<string> {
  return new Set(
    Object.entries(options).flatMap(([name, { nargs }]) => (nargs === 1 && name !== 'M' ? [spelt(name)] : [])),
  );
}
