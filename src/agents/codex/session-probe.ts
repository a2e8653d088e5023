import type { TraceSource } from '../../model/session.js';
import { type ScannedRecord, type ScanResult, scanRecords, type Verdict } from '../../scan/scan-records.js';
import type { SourceProbe } from '../agent-adapter.js';
import { workdirsOf } from './calls.js';
import { Diagnostics } from './diagnostics.js';
import { kindOf, readHeader } from './headers.js';
import { objectOf, textOf } from './json-values.js';
import { KnownTexts } from './known-texts.js';
import { contentText, environmentCwd } from './messages.js';
import { directoryOf, resolvePath } from './paths.js';
import { type CodexRecord, RecordParser, readRecords } from './records.js';
import { type SessionDraft, sessionOf, updateSession } from './sessions.js';
import { ghostOf } from './snapshots.js';
import { isoTime } from './times.js';

const GHOST_ID = Buffer.from('"ghost_commit":{"id":"');
const WORKING_DIRECTORY = Buffer.from('"working_directory":"');
const QUOTE = 0x22;

/** `{"timestamp":"` */
const TIME_AT = 14;
const TIME_LENGTH = 24;

/**
 * Reads what decides whether a source bears on a repository. Records are parsed only where their bytes say something new: the same
 * directory stands in thousands of them.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function probeSource(source: TraceSource): SourceProbe {
  const probe = new Probe(source);
  if (source.kind === 'json') {
    readRecords(source, { test: () => 'want', record: (record) => probe.parsed(record) }, new Diagnostics());
  } else {
    probe.lastRecord(scanRecords(source, probe).last);
  }
  return probe.result();
}

class Probe {
  private readonly source: TraceSource;
  private readonly parser: RecordParser;
  private readonly cwds = new Set<string>();
  private readonly snapshots = new Set<string>();
  private readonly cwdBytes = new KnownTexts('"cwd":', '"', 400);
  private readonly executionBytes = new KnownTexts('"cwd":', '"', Number.POSITIVE_INFINITY);
  private readonly workdirBytes = new KnownTexts('\\"workdir\\":', '\\"', Number.POSITIVE_INFINITY);
  private session: SessionDraft | null = null;
  private cwd: string | null = null;
  private firstTime: string | null = null;
  private lastTime: string | null = null;

  constructor(source: TraceSource) {
    this.source = source;
    this.parser = new RecordParser(source, { record: (record) => this.parsed(record) }, new Diagnostics());
  }

  /** Most records say again what an earlier one of their kind said: they are passed by without being parsed. */
  test(bytes: Buffer, start: number, end: number): Verdict {
    switch (readHeader(bytes, start, end)) {
      case 'meta':
      case 'ghost':
      case 'bare_message':
      case null:
        return 'want';
      case 'context':
        return this.cwdBytes.standIn(bytes, start, end) ? 'skip' : 'want';
      case 'call':
        return this.workdirBytes.standIn(bytes, start, end) ? 'skip' : 'want';
      case 'execution':
        return this.executionBytes.standIn(bytes, start, end) ? 'skip' : 'want';
      default:
        return 'skip';
    }
  }

  record(record: ScannedRecord): void {
    const { bytes } = record;
    switch (readHeader(bytes, 0, bytes.length)) {
      case 'ghost':
        if (!this.takeGhost(bytes)) {
          this.parser.parse(record);
        }
        break;
      case 'context':
        this.parser.parse(record);
        this.cwdBytes.remember(bytes);
        break;
      case 'call':
        if (this.workdirBytes.remember(bytes) || bytes.indexOf(WORKING_DIRECTORY) !== -1) {
          this.parser.parse(record);
        }
        break;
      case 'execution':
        this.parser.parse(record);
        this.executionBytes.remember(bytes);
        break;
      default:
        this.parser.parse(record);
    }
  }

  parsed(record: CodexRecord): void {
    this.firstTime ??= record.time;
    const { payload } = record;
    if (record.type === 'session_meta') {
      this.meta(record);
      return;
    }
    switch (kindOf(record.type, textOf(payload.type) ?? '')) {
      case 'context':
        this.addCwd(directoryOf(payload.cwd));
        break;
      case 'ghost':
        this.addSnapshot(ghostOf(payload)?.id ?? null);
        break;
      case 'call':
        this.workdir(record);
        break;
      case 'item_completed': {
        const cwd = directoryOf(objectOf(payload.item)?.cwd);
        if (cwd !== null) {
          this.cwds.add(cwd);
        }
        break;
      }
      case 'skip':
        if (record.bare && payload.role === 'user') {
          this.addCwd(environmentCwd(contentText(payload.content)));
        }
        break;
      default:
    }
  }

  result(): SourceProbe {
    return {
      source: this.source,
      session: this.session,
      cwds: [...this.cwds],
      snapshots: [...this.snapshots],
      git: this.session?.git ?? null,
      firstTime: this.firstTime,
      lastTime: this.lastTime ?? this.firstTime,
    };
  }

  /** Its time is looked up by itself: the pass goes by most records without a look at theirs. */
  lastRecord(last: ScanResult['last']): void {
    if (last !== null) {
      const head = last.head.toString('latin1');
      this.lastTime = head.startsWith('{"timestamp":"') ? isoTime(head.slice(TIME_AT, TIME_AT + TIME_LENGTH)) : null;
    }
  }

  private meta({ payload, bare }: CodexRecord): void {
    const told = sessionOf(payload, bare);
    if (this.session === null) {
      this.session = told;
    } else if (told?.id === this.session.id) {
      updateSession(this.session, payload);
    }
    this.addCwd(directoryOf(payload.cwd));
  }

  private addCwd(cwd: string | null): void {
    if (cwd !== null) {
      this.cwd = cwd;
      this.cwds.add(cwd);
      if (this.session !== null) {
        this.session.cwd ??= cwd;
      }
    }
  }

  private addSnapshot(id: string | null): void {
    if (id !== null) {
      this.snapshots.add(id);
    }
  }

  private workdir(record: CodexRecord): void {
    for (const workdir of workdirsOf(record.payload)) {
      this.cwds.add(resolvePath(this.cwd, workdir));
    }
  }

  private takeGhost(bytes: Buffer): boolean {
    const at = bytes.subarray(0, 200).indexOf(GHOST_ID);
    const stop = at === -1 ? -1 : bytes.indexOf(QUOTE, at + GHOST_ID.length);
    const id =
      stop === -1 ? null : ghostOf({ id: bytes.toString('latin1', at + GHOST_ID.length, Math.min(stop, at + 200)) });
    this.addSnapshot(id?.id ?? null);
    return id !== null;
  }
}
