import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import { fileOf, isReadable } from '../scan/open-source.js';

/**
 * What to say of sources in which no session was found because they may not be read: on which repository they bear is not known,
 * and their lines would silently be somebody else's.
 */
export function unreadableSources(nameless: readonly TraceSource[]): Warning[] {
  return nameless
    .filter((source) => source.size > 0 && !isReadable(source))
    .map((source) => ({
      code: 'source_unreadable',
      message: 'A folder or file of the agent could not be read',
      count: 1,
      subject: fileOf(source),
    }));
}
