import type { TellVisitor } from '../../model/history-fact.js';
import type { TracePointer, TraceSource } from '../../model/session.js';
import { onlyMember } from '../../scan/only-member.js';
import { readDocument } from '../../scan/open-source.js';
import { scanRecords } from '../../scan/scan-records.js';
import type { SourceProbe } from '../agent-adapter.js';
import { isAbsolutePath } from '../paths.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { isoTime } from '../times.js';
import { orNull } from '../whole-source.js';
import { sessionOf } from './discover.js';
import { readHistoryFile } from './history-file.js';
import { isPassedBy, recordOf } from './records.js';
import { SessionLog } from './session-log.js';

/** Of records that name a directory, or do not begin with their kind. */
const MOVES = /^(?!\{"type":"[a-z_.]+",)|^\{"type":"session\.(?:start|resume|context_changed)"/;

const LOOKED_AT = 80;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads an event log from its beginning to its end (formats/copilot.md, A).
 * @throws AiBlameError UNREADABLE where it cannot be opened.
 */
export function readSession(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), onFact);
  const log = new SessionLog(builder, () => folderBeside(source));
  if (source.kind === 'json') return ofHistoryFile(source, builder, log);
  let isEmpty = true;
  const { tooLarge, failure } = scanRecords(source, {
    test: (bytes, start, end) => (isPassedBy(bytes, start, end) ? 'skip' : 'want'),
    record({ bytes, line, offset, length }) {
      const record = recordOf(bytes);
      isEmpty = false;
      const pointer: TracePointer = { source, line, offset, length };
      if (record === null) {
        builder.lost('record_unparsable');
        return;
      }
      if (record.time === null) builder.lost('time_invalid');
      builder.at(pointer, record.time);
      log.take(record, pointer);
    },
  });
  log.end();
  builder.lost('record_too_large', tooLarge);
  if (failure !== null) builder.lost('source_damaged');
  identify(builder, source, isEmpty);
  return builder.finish();
}

/**
 * Reads what decides whether a log bears on a repository. Once its directory is known, records that cannot name another one are told by
 * their bytes, and are not parsed.
 * @throws AiBlameError UNREADABLE where it cannot be opened.
 */
export function probeSession(source: TraceSource): SourceProbe {
  if (source.kind === 'json') return readSession(source, null).probe;
  const builder = new SessionBuilder(source, bareSession(source.agent, ''), null);
  const log = new SessionLog(builder, () => folderBeside(source));
  const nowhere: TracePointer = { source, line: 0, offset: 0, length: 0 };
  const isTold = (record: Buffer): boolean => {
    if (builder.session.cwd === null || MOVES.test(record.toString('latin1', 0, LOOKED_AT))) return false;
    const time = isoTime(onlyMember(record, '"timestamp":"'));
    if (time !== null) builder.at(nowhere, time);
    return time !== null;
  };
  scanRecords(source, {
    test: (bytes, start, end, part) => {
      if (isPassedBy(bytes, start, end)) return 'skip';
      return part !== 'head' && isTold(bytes.subarray(start, end)) ? 'skip' : 'want';
    },
    record({ bytes, line, offset, length }) {
      const record = recordOf(bytes);
      if (record === null) return;
      const pointer: TracePointer = { source, line, offset, length };
      builder.at(pointer, record.time);
      log.take(record, pointer);
    },
  });
  log.end();
  identify(builder, source, false);
  return builder.finish().probe;
}

/** The older era keeps a session as one document. @throws AiBlameError UNREADABLE where it cannot be opened. */
function ofHistoryFile(source: TraceSource, builder: SessionBuilder, log: SessionLog): SessionReading {
  const { records, lost } = readHistoryFile(source);
  for (const code of lost) builder.lost(code);
  for (const [record, pointer] of records) {
    builder.at(pointer, record.time);
    log.take(record, pointer);
  }
  // Nothing records that a turn is over, or that the program was left.
  builder.isAnswered = records.at(-1)?.[0].type === 'assistant.message';
  log.end();
  identify(builder, source, records.length === 0);
  return builder.finish();
}

/** The folder of a log is named by its session (formats/copilot.md, A.1): that counts where the first record is lost. */
function identify(builder: SessionBuilder, source: TraceSource, isEmpty: boolean): void {
  if (builder.session.id !== '') return;
  const id = sessionOf(source.path);
  if (id !== null && UUID.test(id)) builder.session.id = id;
  else if (!isEmpty) builder.lost('session_unidentified');
}

/** The directory that `workspace.yaml` tells (formats/copilot.md, A.1); null where it is not there. */
function folderBeside(source: TraceSource): string | null {
  const path = source.companions?.[0];
  const bytes = path === undefined ? null : orNull(() => readDocument({ ...source, path }));
  const told = /^cwd:[ \t]*(.+?)[ \t]*\r?$/m.exec(bytes?.toString('utf8') ?? '')?.[1] ?? '';
  const plain = /^'(.*)'$/.exec(told)?.[1]?.replaceAll("''", "'") ?? /^"([^"\\]*)"$/.exec(told)?.[1] ?? told;
  return isAbsolutePath(plain) ? plain : null;
}
