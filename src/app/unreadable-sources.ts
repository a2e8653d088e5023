import type { SourceProbe } from '../agents/agent-adapter.js';
import { orNull } from '../agents/whole-source.js';
import type { Warning } from '../model/diagnostic.js';
import type { TraceSource } from '../model/session.js';
import { fileOf, isReadable, readRecordAt } from '../scan/open-source.js';

const HEAD = 256;

/** A byte order mark, blanks, and what JSON begins with. */
const JSON_BEGINS = /^(?:\u{feff}|\s)*[[{]/u;
const BLANK = /^(?:\u{feff}|\s)*$/u;

/**
 * What to say of sources in which no session was found because they may not be read, or are no text at all (compressed under the name
 * of a plain file, overwritten): on which repository they bear is not known, and their lines would silently be somebody else's.
 */
export function unreadableSources(nameless: readonly TraceSource[]): Warning[] {
  return nameless
    .filter(({ size }) => size > 0)
    .flatMap((source) => {
      const subject = fileOf(source);
      if (!isReadable(source)) {
        const message = 'A folder or file of the agent could not be read';
        return [{ code: 'source_unreadable', message, count: 1, subject }];
      }
      if (!isForeign(source)) return [];
      const message =
        'The file is no trace of the kind that its name tells: it is compressed, or damaged from its beginning';
      return [{ code: 'source_damaged', message, count: 1, subject }];
    });
}

/** Whether nothing in a source tells of any session. */
export function tellsNothing({ session, cwds, snapshots, firstTime }: SourceProbe): boolean {
  return session === null || (cwds.length === 0 && snapshots.length === 0 && firstTime === null);
}

/** Whether a file that should hold JSON begins with something else. */
function isForeign(source: TraceSource): boolean {
  if (source.kind !== 'jsonl' && source.kind !== 'json') return false;
  const head = orNull(() => readRecordAt(source, 0, HEAD))?.toString('utf8') ?? '';
  return !JSON_BEGINS.test(head) && !BLANK.test(head);
}
