import type { AgentCapabilities } from '../../model/agents-result.js';

/** What rollouts tell (formats/codex.md, 1 and 10). */
export const CODEX_CAPABILITIES: AgentCapabilities = {
  name: 'Codex',
  evidence: [
    { level: 'exact', by: 'patches (`apply_patch`) and the whole contents of files that were added' },
    {
      level: 'snapshot',
      by: 'ghost commits, taken as a turn begins (0.51 to 0.125), where their objects are still stored',
    },
    { level: 'inferred', by: 'the texts of commands, and what differs after the last snapshot' },
  ],
  snapshots: true,
  reads: false,
  commands: true,
  modelPerEdit: true,
  kept: 'Rollouts stay until they are deleted; snapshots until git collects them, mostly after two weeks (`ai-blame pin` keeps them).',
  gaps: ['What a command changed is told only by snapshots, and by commands whose texts tell it.'],
};
