import type { TraceFinder } from '../agent-adapter.js';
import { discoverSessions } from './discover.js';
import { openCodeHomes } from './homes.js';

/** OpenCode's databases, and the folders of JSON files that releases before 1.2 kept (formats/opencode.md, 1). */
export function openCodeFinder(): TraceFinder {
  return {
    id: 'opencode',
    option: {
      name: 'opencode-home',
      describe: "OpenCode's data folder, in place of XDG_DATA_HOME/opencode or ~/.local/share/opencode (repeatable)",
    },
    homes: (env, { homes }) => openCodeHomes(env, homes),
    discover: discoverSessions,
  };
}
