import { AiBlameError } from '../../errors.js';
import { SqlError } from '../../sql/database.js';
import type { AgentAdapter } from '../agent-adapter.js';
import { fromWholeSources } from '../whole-source.js';
import { OPENCODE_CAPABILITIES } from './capabilities.js';
import { databaseFile, readFromDatabase } from './database.js';
import { openCodeFinder } from './finder.js';
import { loadChange, loadCommand, loadRead, recordText } from './load.js';
import { readSession } from './session-reader.js';
import { sessionsIn } from './sessions-in.js';
import { readStored } from './storage.js';

/** OpenCode: databases since 1.2, and the JSON files of the releases before (formats/opencode.md). */
export function openCodeAdapter(): AgentAdapter {
  return {
    ...openCodeFinder(),
    ...fromWholeSources((source, onFact) =>
      asUnreadable(databaseFile(source), () =>
        readSession(source, source.kind === 'sqlite' ? readFromDatabase(source) : readStored(source), onFact),
      ),
    ),
    sessionsIn,
    names: () => new Map(),
    loadChange: (event) => orElse(() => loadChange(event), { tellings: [] }),
    loadRead: (event) => orElse(() => loadRead(event), null),
    loadCommandText: (event) => orElse(() => loadCommand(event), null),
    loadRecord: (at) => orElse(() => recordText(at), null),
    // Trees, and no lists of what they leave out.
    loadSnapshotLists: () => ({ untrackedFiles: [], untrackedDirs: [] }),
    snapshotRefs: () => [],
    // Its snapshots are trees: nobody's name is in them.
    isSnapshotAuthor: () => false,
    hiddenFolders: new Set(),
    largestInSnapshots: 2 * 1024 * 1024,
    capabilities: OPENCODE_CAPABILITIES,
  };
}

/** @throws AiBlameError UNREADABLE also where the trouble is the database's. */
function asUnreadable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const isTrouble = cause instanceof SqlError || cause instanceof AiBlameError;
    throw isTrouble ? new AiBlameError('UNREADABLE', `${file} cannot be read`, { cause }) : cause;
  }
}

/** What is gone or damaged is not told; that no copy can be made here is no damage, and has to be said. */
function orElse<T>(load: () => T, otherwise: T): T {
  try {
    return load();
  } catch (error) {
    if (error instanceof SqlError || (error instanceof AiBlameError && error.code === 'UNREADABLE')) return otherwise;
    throw error;
  }
}
