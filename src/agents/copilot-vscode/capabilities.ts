import type { AgentCapabilities } from '../../model/agents-result.js';

/** What editing sessions and chats tell (formats/copilot.md, B). */
export const COPILOT_VSCODE_CAPABILITIES: AgentCapabilities = {
  name: 'VS Code Copilot',
  evidence: [
    { level: 'exact', by: 'the editing session: whole contents of files, and the exact places of every edit' },
    {
      level: 'fragment',
      by: 'the calls of the chat, where the editing session is gone; else those of a transcript, which names no model',
    },
    { level: 'inferred', by: 'the texts of commands' },
  ],
  snapshots: false,
  reads: true,
  commands: true,
  modelPerEdit: true,
  kept: 'An editing session goes when its edits are cleared; of chats the last 400 stay, of transcripts 20 for each workspace.',
  gaps: [
    'Before 2026 the time of an edit is that of its message, and whether edits or commands of it came first is not told.',
    'What others changed in a file while an answer was written is in no record.',
    'Edits of notebooks are told by the name of the file only.',
    'What a person kept or undid of an edit in the editor shows in the file only.',
    'What a read showed is not kept, sub-agents are not told apart, and completions while typing leave nothing.',
    'Which model an edit has that only a transcript tells: the database of spans (`agent-traces.db`, off by default) is not read.',
    'Sessions that the editor runs for other agents are in the stores of those.',
  ],
};
