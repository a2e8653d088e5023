import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources, orNull } from '../whole-source.js';
import { CLAUDE_CODE_CAPABILITIES } from './capabilities.js';
import { claudeCodeFinder } from './finder.js';
import { changeBody, commandText, readContent } from './load.js';
import { probeTranscript } from './probe.js';
import { readTranscript } from './session-reader.js';
import { ownWorkTree } from './work-tree.js';

/** Claude Code: transcripts of sessions and sub-agents, of releases 1.0 to 2.1 (formats/claude-code.md). */
export function claudeCodeAdapter(): AgentAdapter {
  return {
    ...claudeCodeFinder(),
    ...fromWholeSources(readTranscript, probeTranscript),
    // Names that persons give stand in the transcripts.
    names: () => new Map(),
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    snapshotRefs: () => [],
    isSnapshotAuthor: () => false,
    hiddenFolders: new Set(),
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    workTreeOf: ownWorkTree,
    loadRead: (event) => orNull(() => readContent(event)),
    capabilities: CLAUDE_CODE_CAPABILITIES,
    loadCommandText: (event) => orNull(() => commandText(event)),
  };
}
