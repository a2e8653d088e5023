import { join, resolve } from 'node:path';

/**
 * Where Claude Code keeps its files (formats/claude-code.md, 1).
 * @param given by the person: they alone count then; else `CLAUDE_CONFIG_DIR`, and only it, where it is set; else `~/.claude`, and
 *   the folder in the system's place for settings, which some releases used.
 */
export function claudeHomes(
  env: { readonly home: string; readonly variables: Readonly<Record<string, string | undefined>> },
  given: readonly string[],
): string[] {
  if (given.length > 0) return [...new Set(given.map((path) => resolve(path)))];
  const variable = env.variables.CLAUDE_CONFIG_DIR;
  if (variable !== undefined && variable !== '') return [resolve(variable)];
  const settings = env.variables.XDG_CONFIG_HOME;
  const folder = settings === undefined || settings === '' ? join(env.home, '.config') : resolve(settings);
  return [...new Set([join(env.home, '.claude'), join(folder, 'claude')])];
}
