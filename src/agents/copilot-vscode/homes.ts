import { join, resolve } from 'node:path';

const PRODUCTS = ['Code', 'Code - Insiders', 'VSCodium'];

/**
 * User folders of VS Code (formats/copilot.md, B.0).
 * @param given by the person: they alone count then.
 */
export function userFolders(
  env: {
    readonly home: string;
    readonly variables: Readonly<Record<string, string | undefined>>;
    readonly platform: string;
  },
  given: readonly string[],
): string[] {
  if (given.length > 0) return [...new Set(given.map((path) => resolve(path)))];
  return PRODUCTS.map((product) => join(settingsFolder(env), product, 'User'));
}

function settingsFolder({ home, variables, platform }: Parameters<typeof userFolders>[0]): string {
  const { APPDATA: roaming = '', XDG_CONFIG_HOME: config = '' } = variables;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return roaming === '' ? join(home, 'AppData', 'Roaming') : roaming;
  return config === '' ? join(home, '.config') : resolve(config);
}
