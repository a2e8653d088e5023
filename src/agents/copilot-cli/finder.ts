import type { TraceFinder } from '../agent-adapter.js';
import { discoverSessions } from './discover.js';
import { copilotHomes } from './homes.js';

/** Homes of Copilot CLI, and the event logs in them (formats/copilot.md, A.1). */
export function copilotCliFinder(): TraceFinder {
  return {
    id: 'copilot-cli',
    option: {
      name: 'copilot-home',
      describe: "Copilot CLI's home, in place of COPILOT_HOME or ~/.copilot (repeatable)",
    },
    homes: (env, { homes }) => copilotHomes(env, homes),
    discover: discoverSessions,
  };
}
