import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources, orNull } from '../whole-source.js';
import { COPILOT_CLI_CAPABILITIES } from './capabilities.js';
import { copilotCliFinder } from './finder.js';
import { changeBody, commandText, readText, recordText } from './load.js';
import { probeSession, readSession } from './read-session.js';

/** GitHub Copilot CLI: event logs (formats/copilot.md, A). */
export function copilotCliAdapter(): AgentAdapter {
  return {
    ...copilotCliFinder(),
    ...fromWholeSources(readSession, probeSession),
    names: () => new Map(),
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    loadRecord: (at) => orNull(() => recordText(at)),
    loadRead: (event) => orNull(() => readText(event)),
    loadCommandText: (event) => orNull(() => commandText(event)),
    snapshotRefs: () => [],
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    hiddenFolders: new Set(),
    isSnapshotAuthor: () => false,
    capabilities: COPILOT_CLI_CAPABILITIES,
  };
}
