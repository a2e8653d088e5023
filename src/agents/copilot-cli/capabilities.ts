import type { AgentCapabilities } from '../../model/agents-result.js';

/** What event logs tell (formats/copilot.md, A). */
export const COPILOT_CLI_CAPABILITIES: AgentCapabilities = {
  name: 'Copilot CLI',
  evidence: [
    {
      level: 'exact',
      by: 'literal replacements, patches and the contents of created files, where they fit what the file is known to hold',
    },
    { level: 'fragment', by: 'the same where what the file held before is not known' },
    { level: 'inferred', by: 'the texts of commands' },
  ],
  snapshots: false,
  reads: true,
  commands: true,
  modelPerEdit: true,
  kept: 'Sessions stay until they are deleted.',
  gaps: [
    'What a file held before an edit is told only where the agent viewed it whole, or created it.',
    'What a command changed is told only by its text.',
    'A rewind takes the events that it undoes out of the log, and restores files without a record of it.',
    'Sub-agents write into the log of the session that started them: their edits are told as its own.',
    'Sessions of before October 2025 (`history-session-state`) tell neither a directory nor a model.',
  ],
};
