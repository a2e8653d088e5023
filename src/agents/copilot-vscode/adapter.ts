import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources, orNull } from '../whole-source.js';
import { changeBody } from './bodies.js';
import { COPILOT_VSCODE_CAPABILITIES } from './capabilities.js';
import { copilotVscodeFinder } from './finder.js';
import { commandText } from './load.js';
import { readSession } from './read-session.js';

/** GitHub Copilot in VS Code: editing sessions and chats (formats/copilot.md, B). */
export function copilotVscodeAdapter(): AgentAdapter {
  return {
    ...copilotVscodeFinder(),
    ...fromWholeSources(readSession),
    names: () => new Map(),
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    loadRead: () => null,
    loadCommandText: (event) => orNull(() => commandText(event)),
    snapshotRefs: () => [],
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    hiddenFolders: new Set(),
    isSnapshotAuthor: () => false,
    capabilities: COPILOT_VSCODE_CAPABILITIES,
  };
}
