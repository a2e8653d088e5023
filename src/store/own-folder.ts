import { join, resolve } from 'node:path';

/** What of the outside says where our own files go. */
export interface OwnPlace {
  readonly cwd: string;
  readonly home: string;
  readonly platform: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** A folder of our own that is no cache: below `AI_BLAME_HOME`, else in the platform's folder for data. Absolute. */
export function ownFolder({ cwd, home, platform, variables }: OwnPlace, name: string): string {
  const { AI_BLAME_HOME = '', XDG_DATA_HOME = '', LOCALAPPDATA = '' } = variables;
  if (AI_BLAME_HOME !== '') return join(resolve(cwd, AI_BLAME_HOME), name);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ai-blame', name);
  if (platform === 'win32') {
    return join(LOCALAPPDATA === '' ? join(home, 'AppData', 'Local') : LOCALAPPDATA, 'ai-blame', 'Data', name);
  }
  // A relative XDG_DATA_HOME is to be taken for none (XDG base directory specification).
  return join(XDG_DATA_HOME.startsWith('/') ? XDG_DATA_HOME : join(home, '.local', 'share'), 'ai-blame', name);
}
