import { AiBlameError } from '../../errors.js';
import type { Warning } from '../../model/diagnostic.js';
import type { FileStamp } from '../../model/file-stamp.js';
import type { TraceSource } from '../../model/session.js';
import type { FoundTraces } from '../agent-adapter.js';
import { numberOf } from '../json-values.js';
import { headersOf } from './composer.js';
import { composersIn, databaseFile, isTooLarge, withDatabase } from './database.js';
import { storeOf, transcriptOf } from './discover.js';

/**
 * Databases taken apart into their conversations; a store of `cursor-agent` holds one. One that is in the editor's database is not read
 * from a store or a transcript, which tell less (formats/cursor.md, G.3).
 */
export function conversationsIn(found: FoundTraces): FoundTraces {
  const warnings: Warning[] = [...found.warnings];
  const stamps = new Map<TraceSource, FileStamp>();
  const ids = new Set<string>();
  for (const source of found.sources) {
    if (source.kind !== 'sqlite' || storeOf(source.path) !== null) continue;
    for (const [conversation, stamp] of conversationsOf(source, warnings)) {
      const id = conversation.path.slice(conversation.path.indexOf('#') + 1);
      if (ids.has(id)) continue;
      ids.add(id);
      stamps.set(conversation, stamp);
    }
  }
  for (const source of found.sources) {
    const stamp = found.stamps.get(source);
    const store = storeOf(source.path);
    const id = store?.id ?? transcriptOf(source.path)?.id ?? '';
    if ((source.kind === 'sqlite' && store === null) || stamp === undefined || ids.has(id)) continue;
    stamps.set(store === null ? source : { ...source, path: `${source.path}#${id}` }, stamp);
  }
  return { sources: [...stamps.keys()], stamps, warnings };
}

function conversationsOf(source: TraceSource, warnings: Warning[]): [TraceSource, FileStamp][] {
  const tell = (message: string): void => {
    warnings.push({ code: 'database_unread', message, count: 1, subject: databaseFile(source) });
  };
  if (isTooLarge(source)) {
    tell('The database was not read: it is larger than 2 GiB');
    return [];
  }
  try {
    return withDatabase(source, true, (database) =>
      composersIn(database)
        .filter(({ data }) => headersOf(data).length > 0)
        .map(({ id, length, data, bubbles }) => {
          const updated = numberOf(data.lastUpdatedAt) ?? numberOf(data.createdAt) ?? 0;
          const size = length + bubbles;
          return [
            { ...source, path: `${source.path}#${id}`, size },
            { size, mtimeMs: updated, ctimeMs: updated, inode: bubbles },
          ];
        }),
    );
  } catch (error) {
    if (!(error instanceof AiBlameError)) throw error;
    tell(`The database was not read: ${error.message}`);
    return [];
  }
}
