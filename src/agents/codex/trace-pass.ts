import type { TraceSource } from '../../model/session.js';
import {
  type Part,
  type RecordVisitor,
  type ScannedRecord,
  type ScanResult,
  type ScanSoFar,
  scanRecords,
  type Verdict,
} from '../../scan/scan-records.js';
import type { SessionTrace } from '../agent-adapter.js';
import { Diagnostics } from '../diagnostics.js';
import { type RecordKind, readHeader } from './headers.js';
import { RECORD_BEGIN } from './record-text.js';
import { RecordParser, readItems } from './records.js';
import { SessionReader } from './session-reader.js';

/** A pass over a source for its turns and events alone. What it tells is what `SessionPass.trace` does. */
export class TracePass implements RecordVisitor {
  readonly reader: SessionReader;
  private readonly source: TraceSource;
  private readonly diagnostics = new Diagnostics();
  private readonly parser: RecordParser;
  private kind: RecordKind | null = null;
  private part: Part = 'line';

  /** @param firstOwnLine as for `SessionReader`. */
  constructor(source: TraceSource, firstOwnLine: number | null) {
    this.source = source;
    this.reader = new SessionReader(this.diagnostics, null, firstOwnLine);
    this.parser = new RecordParser(source, { record: (record) => this.reader.record(record) }, this.diagnostics);
  }

  /** @throws AiBlameError UNREADABLE when the file cannot be opened. */
  run(): this {
    if (this.source.kind === 'json') {
      readItems(this.source, {
        item: (record) => this.reader.record(record),
        lost: (code) => this.diagnostics.count(code),
      });
    } else {
      this.ended(scanRecords(this.source, this, { inner: RECORD_BEGIN }));
    }
    return this;
  }

  trace(): SessionTrace {
    return this.reader.trace(this.source);
  }

  test(bytes: Buffer, start: number, end: number, part: Part): Verdict {
    this.part = part;
    this.kind = readHeader(bytes, start, end);
    return this.reader.verdict(this.kind, bytes, start, end, part);
  }

  record(record: ScannedRecord): void {
    const isOutput = this.kind === 'output' && this.part !== 'inner';
    if (!isOutput || !this.reader.takeOutput(record, this.source)) {
      this.parser.parse(record);
    }
  }

  finished({ tooLarge }: ScanSoFar): void {
    this.diagnostics.count('record_too_large', tooLarge);
  }

  private ended({ failure }: ScanResult): void {
    if (failure !== null) {
      this.diagnostics.count('source_damaged');
    }
  }
}
