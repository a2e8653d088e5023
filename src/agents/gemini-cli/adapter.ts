import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources, orNull } from '../whole-source.js';
import { GEMINI_CAPABILITIES } from './capabilities.js';
import { geminiCliFinder } from './finder.js';
import { changeBody, commandText, readText, recordText } from './load.js';
import { probeChat } from './probe.js';
import { readChat } from './read-chat.js';

/** Gemini CLI: transcripts of all eras (formats/gemini-cli.md). */
export function geminiCliAdapter(): AgentAdapter {
  return {
    ...geminiCliFinder(),
    ...fromWholeSources(readChat, probeChat),
    names: () => new Map(),
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    loadRead: (event) => orNull(() => readText(event)),
    loadRecord: (at) => orNull(() => recordText(at)),
    loadCommandText: (event) => orNull(() => commandText(event)),
    snapshotRefs: () => [],
    isSnapshotAuthor: ({ name, email }) => name === 'Gemini CLI' && email === 'gemini-cli@google.com',
    hiddenFolders: new Set(),
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    capabilities: GEMINI_CAPABILITIES,
  };
}
