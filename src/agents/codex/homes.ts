import { join, resolve } from 'node:path';

/**
 * Where Codex keeps its files (formats/codex.md, 2.1).
 * @param given by the person: they alone count then; else `CODEX_HOME`, and only it, where it is set; else `~/.codex`.
 */
export function codexHomes(
  env: { readonly home: string; readonly variables: Readonly<Record<string, string | undefined>> },
  given: readonly string[],
): string[] {
  if (given.length > 0) {
    return [...new Set(given.map((path) => resolve(path)))];
  }
  const variable = env.variables.CODEX_HOME;
  return [variable === undefined || variable === '' ? join(env.home, '.codex') : resolve(variable)];
}
