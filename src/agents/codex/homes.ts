import { join, resolve } from 'node:path';
import { carHomes } from './car-homes.js';

/**
 * Where Codex keeps its files (formats/codex.md, 2.1).
 * @param given by the person: they alone count then; else `CODEX_HOME`, and only it, where it is set; else `~/.codex`.
 * @param runners asks for the private homes of programs that run Codex, behind the person's own.
 */
export function codexHomes(
  env: { readonly home: string; readonly variables: Readonly<Record<string, string | undefined>> },
  given: readonly string[],
  runners?: { readonly directory: string },
): string[] {
  if (given.length > 0) {
    return [...new Set(given.map((path) => resolve(path)))];
  }
  const variable = env.variables.CODEX_HOME;
  const own = variable === undefined || variable === '' ? join(env.home, '.codex') : resolve(variable);
  return runners === undefined ? [own] : [...new Set([own, ...carHomes(env.home, runners.directory)])];
}
