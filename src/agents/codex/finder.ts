import type { TraceFinder } from '../agent-adapter.js';
import { discoverRollouts } from './discover.js';
import { codexHomes } from './homes.js';
import { isIdleGrowth } from './idle-growth.js';

/** Homes of Codex CLI, desktop app and IDE extension, and the rollouts in them (formats/codex.md, 2). */
export function codexFinder(): TraceFinder {
  return {
    id: 'codex',
    option: { name: 'codex-home', describe: "Codex's home, in place of CODEX_HOME or ~/.codex (repeatable)" },
    homes: (env, { homes, runners }) => codexHomes(env, homes, runners),
    discover: discoverRollouts,
    isIdleGrowth,
  };
}
