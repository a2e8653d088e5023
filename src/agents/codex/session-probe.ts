import type { TraceSource } from '../../model/session.js';
import { type ScannedRecord, scanRecords, type Verdict } from '../../scan/scan-records.js';
import type { SourceProbe } from '../agent-adapter.js';
import { toolCallOf } from './calls.js';
import { Diagnostics } from './diagnostics.js';
import { kindOf, readHeader } from './headers.js';
import { textOf } from './json-values.js';
import { contentText, environmentCwd } from './messages.js';
import { resolvePath } from './paths.js';
import { type CodexRecord, RecordParser, readRecords } from './records.js';
import { type SessionDraft, sessionOf, updateSession } from './sessions.js';
import { ghostOf } from './snapshots.js';
import { isoTime } from './times.js';

const GHOST_ID = Buffer.from('"ghost_commit":{"id":"');
const CWD = Buffer.from('"cwd":"');
const WORKDIR = Buffer.from('\\"workdir\\":');
const WORKING_DIRECTORY = Buffer.from('"working_directory":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;

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
    scanRecords(source, probe);
  }
  return probe.result();
}

class Probe {
  private readonly source: TraceSource;
  private readonly parser: RecordParser;
  private readonly cwds = new Set<string>();
  private readonly snapshots = new Set<string>();
  /** Raw bytes of directories that are known. */
  private readonly seen = new Set<string>();
  private session: SessionDraft | null = null;
  private cwd: string | null = null;
  private firstTime: string | null = null;
  /** The timestamp of the last record that has one at its usual place. */
  private readonly stamp = Buffer.alloc(TIME_LENGTH);

  constructor(source: TraceSource) {
    this.source = source;
    this.parser = new RecordParser(source, { record: (record) => this.parsed(record) }, new Diagnostics());
  }

  test(bytes: Buffer, start: number, end: number): Verdict {
    if (end - start > TIME_AT + TIME_LENGTH && bytes[start + 3] === 0x69 && bytes[start + TIME_AT - 1] === QUOTE) {
      bytes.copy(this.stamp, 0, start + TIME_AT, start + TIME_AT + TIME_LENGTH);
    }
    switch (readHeader(bytes, start, end)) {
      case 'meta':
      case 'context':
      case 'ghost':
      case 'call':
      case 'bare_message':
      case null:
        return 'want';
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
        if (this.isNewText(bytes, CWD, 400)) {
          this.parser.parse(record);
        }
        break;
      case 'call':
        if (this.isNewWorkdir(bytes)) {
          this.parser.parse(record);
        }
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
        this.addCwd(textOf(payload.cwd));
        break;
      case 'ghost':
        this.addSnapshot(ghostOf(payload)?.id ?? null);
        break;
      case 'call':
        this.workdir(record);
        break;
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
      lastTime: isoTime(this.stamp.toString('latin1')) ?? this.firstTime,
    };
  }

  private meta({ payload, bare }: CodexRecord): void {
    const told = sessionOf(payload, bare);
    if (this.session === null) {
      this.session = told;
    } else if (told?.id === this.session.id) {
      updateSession(this.session, payload);
    }
    this.addCwd(textOf(payload.cwd));
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
    const shape = toolCallOf(record.payload).shape;
    if (shape !== null && shape.kind !== 'opaque' && shape.workdir !== null) {
      this.cwds.add(resolvePath(this.cwd, shape.workdir));
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

  /** Whether the text after `name`, looked for in the first bytes, is one that was not seen, or cannot be told so simply. */
  private isNewText(bytes: Buffer, name: Buffer, within: number): boolean {
    const at = bytes.subarray(0, within).indexOf(name);
    return at === -1 || this.isNew(bytes, at + name.length);
  }

  private isNewWorkdir(bytes: Buffer): boolean {
    const at = bytes.indexOf(WORKDIR);
    if (at === -1) {
      return bytes.indexOf(WORKING_DIRECTORY) !== -1;
    }
    let from = at + WORKDIR.length;
    while (bytes[from] === BLANK) {
      from += 1;
    }
    // `null`, or a text.
    return bytes[from] === BACKSLASH && this.isNew(bytes, from + 2);
  }

  private isNew(bytes: Buffer, from: number): boolean {
    const stop = bytes.indexOf(QUOTE, from);
    const raw = bytes.toString('latin1', from, stop === -1 ? bytes.length : stop);
    if (this.seen.has(raw)) {
      return false;
    }
    this.seen.add(raw);
    return true;
  }
}
