import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources, orNull } from '../whole-source.js';
import { CURSOR_CAPABILITIES } from './capabilities.js';
import { conversationsIn } from './conversations-in.js';
import { storeOf } from './discover.js';
import { cursorFinder } from './finder.js';
import { changeBody, commandText } from './load.js';
import { readComposer } from './read-composer.js';
import { readStore } from './read-store.js';
import { readTranscript } from './read-transcript.js';

/** Cursor: conversations of the editor, and transcripts of agents (formats/cursor.md). */
export function cursorAdapter(): AgentAdapter {
  return {
    ...cursorFinder(),
    ...fromWholeSources((source, onFact) => {
      if (source.kind !== 'sqlite') return readTranscript(source, onFact);
      return storeOf(source.path) === null ? readComposer(source, onFact) : readStore(source, onFact);
    }),
    sessionsIn: conversationsIn,
    names: () => new Map(),
    loadChange: (event) => orNull(() => changeBody(event)) ?? { tellings: [] },
    loadRead: () => null,
    loadCommandText: (event) => orNull(() => commandText(event)),
    snapshotRefs: () => [],
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    hiddenFolders: new Set(),
    isSnapshotAuthor: () => false,
    capabilities: CURSOR_CAPABILITIES,
  };
}
