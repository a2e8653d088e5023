import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources, orNull } from '../whole-source.js';
import { ACP_CAPABILITIES } from './capabilities.js';
import { acpFinder } from './finder.js';
import { changeBody, commandText, readText } from './load.js';
import { readCapture } from './read-capture.js';

/** Captures of the Agent Client Protocol, versions 1 and 2 (formats/acp.md). */
export function acpAdapter(): AgentAdapter {
  return {
    ...acpFinder(),
    ...fromWholeSources(readCapture),
    names: () => new Map(),
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    loadRead: (event) => orNull(() => readText(event)),
    loadCommandText: (event) => orNull(() => commandText(event)),
    snapshotRefs: () => [],
    isSnapshotAuthor: () => false,
    hiddenFolders: new Set(),
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    capabilities: ACP_CAPABILITIES,
  };
}
