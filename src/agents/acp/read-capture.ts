import type { TellVisitor } from '../../model/history-fact.js';
import type { TraceSource } from '../../model/session.js';
import { scanRecords } from '../../scan/scan-records.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { captureLineOf } from './capture-line.js';
import { CaptureReader } from './capture-reader.js';

/** Reads the one session of a capture. @throws AiBlameError UNREADABLE when the file cannot be opened. */
export function readCapture(source: TraceSource, onFact: TellVisitor | null): SessionReading {
  const builder = new SessionBuilder(source, bareSession('acp:unknown', ''), onFact);
  const reader = new CaptureReader(builder, onFact !== null);
  const { tooLarge, failure } = scanRecords(source, {
    test: () => 'want',
    record: ({ bytes, line, offset, length }) => {
      const told = captureLineOf(bytes.toString('utf8'));
      const at = { source, line, offset, length };
      if (told === null) builder.lost('record_unparsable');
      else if (told.kind === 'header') reader.header(told.header);
      else reader.message(told, at);
    },
  });
  builder.lost('record_too_large', tooLarge);
  if (failure !== null) builder.lost('source_damaged');
  reader.finish();
  return builder.finish();
}
