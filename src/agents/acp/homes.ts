import { join, resolve } from 'node:path';

interface Env {
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
}

/**
 * The folder of captures that were imported: in `AI_BLAME_HOME`, else in the platform's folder for data. No cache: captures are not
 * made again.
 */
export function capturesFolder({ home, variables, platform }: Env): string {
  const { AI_BLAME_HOME = '', XDG_DATA_HOME = '', LOCALAPPDATA = '' } = variables;
  if (AI_BLAME_HOME !== '') return join(resolve(AI_BLAME_HOME), 'acp');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ai-blame', 'acp');
  if (platform === 'win32') {
    return join(LOCALAPPDATA === '' ? join(home, 'AppData', 'Local') : LOCALAPPDATA, 'ai-blame', 'Data', 'acp');
  }
  // A relative XDG_DATA_HOME is to be taken for none (XDG base directory specification).
  return join(XDG_DATA_HOME.startsWith('/') ? XDG_DATA_HOME : join(home, '.local', 'share'), 'ai-blame', 'acp');
}
