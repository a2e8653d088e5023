import type { TraceSource } from '../../model/session.js';
import { type RecordVisitor, type ScannedRecord, scanRecords, type Verdict } from '../../scan/scan-records.js';
import { Diagnostics } from '../diagnostics.js';
import { readHeader, unwanted } from './headers.js';
import { RECORD_BEGIN } from './record-text.js';
import { type CodexRecord, RecordParser } from './records.js';
import { SessionReader } from './session-reader.js';

/**
 * Whether a source names sessions so that where copies end may show only in the times of its lines (`SessionReader.copiesByTime`): nearly
 * none does, and only these records are read to see that.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function mayHaveCopiesByTime(source: TraceSource): boolean {
  const pass = new MetaPass(source);
  scanRecords(source, pass, { inner: RECORD_BEGIN });
  return pass.reader.copiesByTime() !== null;
}

/** A pass for `session_meta` alone, also where a crash fused one to the end of another record. */
class MetaPass implements RecordVisitor {
  readonly reader: SessionReader;
  private readonly parser: RecordParser;

  constructor(source: TraceSource) {
    const diagnostics = new Diagnostics();
    this.reader = new SessionReader(diagnostics, null, null);
    this.parser = new RecordParser(source, { record: (record) => this.parsed(record) }, diagnostics);
  }

  test(bytes: Buffer, start: number, end: number): Verdict {
    const kind = readHeader(bytes, start, end);
    return kind === 'meta' || kind === null ? 'want' : unwanted(bytes, start);
  }

  record(record: ScannedRecord): void {
    this.parser.parse(record);
  }

  private parsed(record: CodexRecord): void {
    if (record.type === 'session_meta') {
      this.reader.record(record);
    }
  }
}
