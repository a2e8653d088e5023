import type { AgentCapabilities } from '../../model/agents-result.js';

/** What a capture of the protocol tells (formats/acp.md). */
export const ACP_CAPABILITIES: AgentCapabilities = {
  name: 'Agent Client Protocol',
  evidence: [
    { level: 'exact', by: 'files that were written through the client, and diffs that fit what is known of a file' },
    { level: 'fragment', by: 'diffs of which it is not known where they stand' },
    { level: 'inferred', by: 'the texts of commands, and calls that only name the files they change' },
  ],
  snapshots: false,
  reads: true,
  commands: true,
  modelPerEdit: false,
  kept: 'Nothing is kept unless somebody captures the messages; what was imported stays.',
  gaps: [
    'The protocol has no place of its own: `ai-blame import acp FILE` takes a capture in.',
    'The model is that of the session’s settings, where the agent tells them.',
    'Version 1 does not say whether a diff holds whole files; version 2 has no contents of files, and may have no diffs.',
    'Whether a file was there before it was written through the client is not told.',
  ],
};
