import type { AgentCapabilities } from '../../model/agents-result.js';

/** What Cursor's stores tell (formats/cursor.md). */
export const CURSOR_CAPABILITIES: AgentCapabilities = {
  name: 'Cursor (experimental)',
  evidence: [
    {
      level: 'exact',
      by: 'whole contents of both sides that the editor keeps of its edits (2026), and the diffs of older ones',
    },
    {
      level: 'fragment',
      by: 'stores of `cursor-agent` and transcripts of agents: what was asked for, without a word on whether it was done',
    },
    { level: 'inferred', by: 'the texts of commands' },
  ],
  snapshots: false,
  reads: true,
  commands: true,
  modelPerEdit: true,
  kept: 'How long conversations stay is not known.',
  gaps: [
    'None of it is documented: it is read only where it is asked for (`--cursor-home DIR`, or AI_BLAME_EXPERIMENTAL=cursor).',
    'What a person kept or undid of an edit later is not told.',
    'Before 3.12 the folder of a conversation is told by a list that has it, or by the paths of its edits only.',
    'Transcripts tell neither times, models nor results; stores of `cursor-agent` neither times nor models.',
    'Hashes of lines (`ai-code-tracking.db`) are not read: how they are made is documented nowhere.',
    'Moves of files are told as commands, or as a deletion and an addition.',
  ],
};
