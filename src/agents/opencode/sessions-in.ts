import { AiBlameError } from '../../errors.js';
import type { Warning } from '../../model/diagnostic.js';
import type { FileStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import { SqlError } from '../../sql/database.js';
import { sharedForeignDatabase } from '../../sql/shared-foreign.js';
import type { FoundTraces } from '../agent-adapter.js';
import { databaseFile, type SessionRows, sessionsOf } from './database.js';

/**
 * Databases taken apart into their sessions. A session that is in a database too is not read from JSON files, which stay where they
 * were when they are put into one; of one that is in several databases the copy counts that was written last
 * (formats/opencode.md, 1).
 */
export function sessionsIn(found: FoundTraces): FoundTraces {
  const warnings: Warning[] = [...found.warnings];
  const stamps = new Map<TraceSource, FileStamp>();
  const inDatabase = new Map<string, { readonly source: TraceSource; readonly updated: number }>();
  for (const source of found.sources) {
    if (source.kind !== 'sqlite') continue;
    for (const { id, rows, messages, updated } of readable(source, warnings)) {
      const known = inDatabase.get(id);
      if (known !== undefined && known.updated >= updated) continue;
      if (known !== undefined) stamps.delete(known.source);
      const session: TraceSource = { ...source, path: `${source.path}#${id}`, size: rows };
      inDatabase.set(id, { source: session, updated });
      stamps.set(session, { size: rows, mtimeMs: updated, ctimeMs: updated, inode: messages });
    }
  }
  for (const source of found.sources) {
    const stamp = found.stamps.get(source);
    if (source.kind === 'sqlite' || stamp === undefined || inDatabase.has(idOf(source))) continue;
    stamps.set(source, stamp);
  }
  return { sources: [...stamps.keys()], stamps, warnings };
}

function idOf({ path }: TraceSource): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
}

function readable(source: TraceSource, warnings: Warning[]): SessionRows[] {
  const file = databaseFile(source);
  const tell = (code: string, message: string, count = 1): void => {
    warnings.push({ code, message, count, subject: file });
  };
  try {
    const database = sharedForeignDatabase(file, true);
    const sessions = sessionsOf(database);
    if (database.torn) tell('database_in_use', 'The database was written all the while: what is newest may be missing');
    return sessions;
  } catch (error) {
    if (error instanceof SqlError) tell('database_unread', `The database was not read: ${error.message}`);
    else if (error instanceof AiBlameError) tell('database_unread', `The database was not read: ${error.message}`);
    else throw error;
    return [];
  }
}
