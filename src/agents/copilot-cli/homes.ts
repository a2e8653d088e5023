import { join, resolve } from 'node:path';

/**
 * Where Copilot CLI keeps its files (formats/copilot.md, A.1).
 * @param given by the person: they alone count then; else `COPILOT_HOME`, and only it, where it is set; else `~/.copilot`, and
 *   `.copilot` in `XDG_STATE_HOME`, where some releases put it.
 */
export function copilotHomes(
  env: { readonly home: string; readonly variables: Readonly<Record<string, string | undefined>> },
  given: readonly string[],
): string[] {
  if (given.length > 0) return [...new Set(given.map((path) => resolve(path)))];
  const { COPILOT_HOME: own = '', XDG_STATE_HOME: state = '' } = env.variables;
  if (own !== '') return [resolve(own)];
  const homes = [join(env.home, '.copilot')];
  if (state !== '') homes.push(join(resolve(state), '.copilot'));
  return [...new Set(homes)];
}
