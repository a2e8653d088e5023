import type { AgentEvent } from '../../model/agent-event.js';
import type { JsonValue } from '../../model/json-value.js';
import type { TraceSource } from '../../model/session.js';
import type { SessionSummary } from '../../model/session-summary.js';
import {
  MOST_SEARCHED,
  type Part,
  type RecordVisitor,
  type ScannedRecord,
  type ScanResult,
  type ScanSoFar,
  type Verdict,
} from '../../scan/scan-records.js';
import type { SessionTrace, SourceProbe } from '../agent-adapter.js';
import { type DiagnosticCode, Diagnostics } from '../diagnostics.js';
import { type RecordKind, readHeader } from './headers.js';
import { Outline } from './outline.js';
import { RECORD_BEGIN } from './record-text.js';
import { type CodexRecord, RecordParser } from './records.js';
import { Probe, type Seen } from './session-probe.js';
import { SessionReader } from './session-reader.js';

/** As `SessionPass.state` tells them. */
interface PassState {
  readonly reader: JsonValue;
  readonly outline: JsonValue;
  readonly probe: JsonValue;
  readonly diagnostics: readonly (readonly [DiagnosticCode, number])[];
}

/** One pass over a source: each record is looked at once, and parsed once where anybody wants it. */
export class SessionPass implements RecordVisitor {
  readonly reader: SessionReader;
  /** Whether `state` tells what to go on from after the finished lines; else that was not asked for, or cannot be told. */
  isResumable = false;
  /** The events that were told before a last line without an end; null: there is none, or it says nothing. */
  beforeTail: readonly AgentEvent[] | null = null;
  private readonly source: TraceSource;
  private readonly outline: Outline;
  private readonly probe: Probe;
  private readonly diagnostics = new Diagnostics();
  private readonly parser: RecordParser;
  private readonly probeParser: RecordParser;
  private readonly keepsState: boolean;
  private kind: RecordKind | null = null;
  private part: Part = 'line';
  private verdict: Verdict = 'skip';
  private isForProbe = false;
  private seen: Seen = 'nothing';
  private lineOffset = 0;
  private isFinished = false;
  private known: JsonValue = null;

  /**
   * @param options.firstOwnLine as for `SessionReader`.
   * @param options.from the `state` of an earlier pass.
   */
  constructor(
    source: TraceSource,
    options: { readonly firstOwnLine?: number | null; readonly from?: JsonValue; readonly keepsState?: boolean },
  ) {
    const from = (options.from ?? null) as unknown as PassState | null;
    this.source = source;
    this.keepsState = options.keepsState ?? false;
    this.outline = new Outline(from?.outline ?? null);
    this.probe = new Probe(source, from?.probe ?? null);
    this.reader = new SessionReader(this.diagnostics, this.outline, options.firstOwnLine ?? null);
    if (from !== null) {
      this.reader.restore(source, from.reader);
      for (const [code, times] of from.diagnostics) {
        this.diagnostics.count(code, times);
      }
    }
    this.parser = new RecordParser(source, { record: (record) => this.parsed(record) }, this.diagnostics);
    this.probeParser = new RecordParser(source, { record: (record) => this.give(record) }, new Diagnostics());
  }

  test(bytes: Buffer, start: number, end: number, part: Part): Verdict {
    if (this.isFinished && this.isResumable) {
      // What comes after the finished lines is no part of it.
      this.known = this.state;
    }
    const kind = readHeader(bytes, start, end);
    const verdict = this.reader.verdict(kind, bytes, start, end, part);
    this.part = part;
    if (part === 'inner') {
      return verdict;
    }
    this.kind = kind;
    this.verdict = verdict;
    this.isForProbe = this.probe.wants(kind, bytes, start, end, part);
    return this.isForProbe ? 'want' : verdict;
  }

  record(record: ScannedRecord): void {
    if (this.isFinished && this.keepsState) {
      this.beforeTail ??= this.reader.events();
    }
    this.lineOffset = record.offset;
    this.seen = this.isForProbe && this.part !== 'inner' ? this.probe.sees(this.kind, record.bytes) : 'nothing';
    if (this.kind === 'output' && this.part !== 'inner' && this.reader.takeOutput(record, this.source)) {
      return;
    }
    if (this.part === 'inner' || this.verdict === 'want') {
      this.parser.parse(record);
      return;
    }
    if (this.seen !== 'nothing') {
      this.probeParser.parse(record);
    }
    this.seen = 'nothing';
    this.searched(record);
  }

  finished({ tooLarge, last }: ScanSoFar): void {
    this.diagnostics.count('record_too_large', tooLarge);
    if (last !== null) {
      this.probe.lastRecord(last);
    }
    this.isFinished = true;
    this.isResumable = this.keepsState && this.reader.isResumable;
  }

  /** To be asked after all lines were read, where it is resumable. Made only then: for most sources nobody asks. */
  get state(): JsonValue {
    this.known ??= {
      reader: this.reader.state(),
      outline: this.outline.state(),
      probe: this.probe.state(),
      diagnostics: this.diagnostics.all(),
    };
    return this.known;
  }

  /** To be called with what the scan of lines came to. */
  ended({ last, failure }: ScanResult): void {
    if (last !== null) {
      this.probe.lastRecord(last);
    }
    if (failure !== null) {
      this.isResumable = false;
      this.diagnostics.count('source_damaged');
    }
  }

  /** A record of a document that is not lines. */
  item(record: CodexRecord): void {
    this.reader.record(record);
    this.probe.parsed(record);
  }

  lost(code: DiagnosticCode): void {
    this.diagnostics.count(code);
  }

  trace(): SessionTrace {
    return this.reader.trace(this.source);
  }

  probed(): SourceProbe {
    return this.probe.result();
  }

  summary({ session, turns }: SessionTrace): SessionSummary {
    return this.outline.summary(this.source, session, turns, this.probed());
  }

  private parsed(record: CodexRecord): void {
    this.give(record);
    this.reader.record(record);
  }

  private give(record: CodexRecord): void {
    if (this.seen === 'all' || (this.seen === 'first' && record.pointer.offset === this.lineOffset)) {
      this.probe.parsed(record);
    }
  }

  /** A line that only the probe wanted may still have a record at its end that a crash fused to it. */
  private searched({ bytes, line, offset, length }: ScannedRecord): void {
    let begin = 0;
    let verdict = this.verdict;
    while (verdict === 'search' && length < MOST_SEARCHED) {
      begin = bytes.indexOf(RECORD_BEGIN, begin + 1);
      if (begin === -1) {
        return;
      }
      verdict = this.reader.verdict(readHeader(bytes, begin, length), bytes, begin, length, 'inner');
    }
    if (verdict === 'want') {
      this.parser.parse({ bytes: bytes.subarray(begin), line, offset: offset + begin, length: length - begin });
    }
  }
}
