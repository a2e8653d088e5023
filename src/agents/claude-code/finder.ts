import type { TraceFinder } from '../agent-adapter.js';
import { discoverTranscripts } from './discover.js';
import { claudeHomes } from './homes.js';

/** Homes of Claude Code, and the transcripts of sessions and sub-agents in them (formats/claude-code.md, 1). */
export function claudeCodeFinder(): TraceFinder {
  return {
    id: 'claude-code',
    option: {
      name: 'claude-home',
      describe: "Claude Code's home, in place of CLAUDE_CONFIG_DIR or ~/.claude (repeatable)",
    },
    homes: (env, { homes }) => claudeHomes(env, homes),
    discover: discoverTranscripts,
  };
}
