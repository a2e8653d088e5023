import type { AgentCapabilities } from '../../model/agents-result.js';

/** What transcripts tell (formats/claude-code.md, 1 and 3 to 5). */
export const CLAUDE_CODE_CAPABILITIES: AgentCapabilities = {
  name: 'Claude Code',
  evidence: [
    {
      level: 'exact',
      by: 'the content before an edit and the texts that it replaced, and whole contents that were written',
    },
    {
      level: 'fragment',
      by: 'the texts that an edit replaced, where nothing tells what the file held (large files, sub-agents)',
    },
    { level: 'inferred', by: 'the texts of commands, and the files that a command is told to have changed' },
  ],
  snapshots: false,
  reads: true,
  commands: true,
  modelPerEdit: true,
  kept: 'Transcripts are deleted after 30 days, unless `cleanupPeriodDays` says otherwise.',
  gaps: [
    'Deletions and renames are told only by the texts of commands.',
    'What a command changed, and what hooks (formatters) change after an edit, is not told.',
    'Whether files went back when the person rewound the conversation is not told.',
  ],
};
