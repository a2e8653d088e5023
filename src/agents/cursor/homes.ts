import { join, resolve } from 'node:path';

const PRODUCTS = ['Cursor', 'Cursor Nightly'];

interface Env {
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

/**
 * Where Cursor keeps its files (formats/cursor.md, A.1 and C): none, unless the person names them or lists `cursor` in
 * AI_BLAME_EXPERIMENTAL.
 */
export function cursorHomes(env: Env, given: readonly string[]): string[] {
  if (given.length > 0) return [...new Set(given.map((path) => resolve(path)))];
  const {
    AI_BLAME_EXPERIMENTAL: asked = '',
    CURSOR_CONFIG_DIR: config = '',
    CURSOR_DATA_DIR: data = '',
  } = env.variables;
  if (!asked.split(/[\s,;]+/).includes('cursor')) return [];
  const settings = settingsFolder(env);
  // Which of the two moves the transcripts is told differently: both are looked at.
  const own = [config, data].filter((path) => path !== '').map((path) => resolve(path));
  const agents = own.length === 0 ? [join(env.home, '.cursor')] : own;
  return [...new Set([...PRODUCTS.map((product) => join(settings, product, 'User')), ...agents])];
}

function settingsFolder({ home, variables, platform }: Env): string {
  const { APPDATA: roaming = '' } = variables;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return roaming === '' ? join(home, 'AppData', 'Roaming') : roaming;
  return join(home, '.config');
}
