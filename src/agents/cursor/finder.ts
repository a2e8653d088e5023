import type { TraceFinder } from '../agent-adapter.js';
import { discoverTraces } from './discover.js';
import { cursorHomes } from './homes.js';

/** Cursor's folders, where the person asks for them: its stores are documented nowhere (formats/cursor.md). */
export function cursorFinder(): TraceFinder {
  return {
    id: 'cursor',
    option: {
      name: 'cursor-home',
      describe:
        "Cursor's user folder (…/Cursor/User) or ~/.cursor (repeatable; experimental, read only where it is named)",
    },
    homes: (env, { homes }) => cursorHomes(env, homes),
    discover: discoverTraces,
  };
}
