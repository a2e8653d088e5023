import type { AgentCapabilities } from '../../model/agents-result.js';

/** What transcripts tell (formats/gemini-cli.md). */
export const GEMINI_CAPABILITIES: AgentCapabilities = {
  name: 'Gemini CLI',
  evidence: [
    {
      level: 'exact',
      by: 'the whole content before and after each edit (0.25 and later), and whole files that were written',
    },
    { level: 'fragment', by: 'the texts that `replace` exchanges (before 0.25)' },
    {
      level: 'snapshot',
      by: 'checkpoints of the work tree before edits that the person was asked about, where they are switched on',
    },
    { level: 'inferred', by: 'the texts of commands' },
  ],
  snapshots: true,
  reads: true,
  commands: true,
  modelPerEdit: true,
  kept: 'Transcripts are deleted after 30 days, unless its settings say otherwise.',
  gaps: [
    'Files are deleted and moved by commands only.',
    "No directory, branch or version is recorded: the project's folder is told by its registry, a marker file, or a hash.",
    'Checkpoints are off unless its settings say otherwise, and none is taken where edits are allowed beforehand; of a session that was started in a folder below the root of the repository they are not read.',
    'Whether files went back with a conversation that was rewound is not recorded.',
  ],
};
