import type { TraceFinder } from '../agent-adapter.js';
import { discoverChats } from './discover.js';
import { userFolders } from './homes.js';

/** User folders of VS Code, and the chats and editing sessions in them (formats/copilot.md, B.0). */
export function copilotVscodeFinder(): TraceFinder {
  return {
    id: 'copilot-vscode',
    option: {
      name: 'vscode-home',
      describe: "VS Code's user folder (…/Code/User), in place of those of the system (repeatable)",
    },
    homes: (env, { homes }) => userFolders(env, homes),
    discover: discoverChats,
  };
}
