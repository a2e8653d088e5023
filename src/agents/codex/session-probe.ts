import type { JsonValue } from '../../model/json-value.js';
import type { TraceSource } from '../../model/session.js';
import {
  type Part,
  type RecordVisitor,
  type ScannedRecord,
  type ScanResult,
  scanRecords,
  type Verdict,
} from '../../scan/scan-records.js';
import type { SourceProbe } from '../agent-adapter.js';
import { Diagnostics } from '../diagnostics.js';
import { objectOf, textOf } from '../json-values.js';
import { directoryOf, resolvePath } from '../paths.js';
import { bareSession, type SessionDraft } from '../session-draft.js';
import { isoTime } from '../times.js';
import { workdirsOf } from './calls.js';
import { kindOf, type RecordKind, readHeader } from './headers.js';
import { KnownTexts } from './known-texts.js';
import { contentText, environmentCwd } from './messages.js';
import { type CodexRecord, RecordParser, readItems } from './records.js';
import { sessionOf, updateSession } from './sessions.js';
import { ghostOf } from './snapshots.js';

const GHOST_ID = Buffer.from('"ghost_commit":{"id":"');
const WORKING_DIRECTORY = Buffer.from('"working_directory":"');
const QUOTE = 0x22;

/** `{"timestamp":"` */
const TIME_AT = 14;
const TIME_LENGTH = 24;

/**
 * Reads what decides whether a source bears on a repository.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function probeSource(source: TraceSource): SourceProbe {
  const probe = new Probe(source);
  if (source.kind === 'json') {
    readItems(source, { item: (record) => probe.parsed(record), lost: () => {} });
  } else {
    probe.lastRecord(scanRecords(source, new ProbePass(source, probe)).last);
  }
  return probe.result();
}

/** A pass for a probe alone. */
class ProbePass implements RecordVisitor {
  private readonly probe: Probe;
  private readonly parser: RecordParser;
  private line = 0;
  private seen: Seen = 'nothing';

  constructor(source: TraceSource, probe: Probe) {
    this.probe = probe;
    const record = (record: CodexRecord) => {
      if (this.seen === 'all' || record.pointer.offset === this.line) {
        probe.parsed(record);
      }
    };
    this.parser = new RecordParser(source, { record }, new Diagnostics());
  }

  test(bytes: Buffer, start: number, end: number, part: Part): Verdict {
    return this.probe.wants(readHeader(bytes, start, end), bytes, start, end, part) ? 'want' : 'skip';
  }

  record(record: ScannedRecord): void {
    const { bytes, offset } = record;
    this.line = offset;
    this.seen = this.probe.sees(readHeader(bytes, 0, bytes.length), bytes);
    if (this.seen !== 'nothing') {
      this.parser.parse(record);
    }
  }
}

/** What of a line a probe has to see parsed: nothing, the record that it begins with, or what is fused to that, too. */
export type Seen = 'nothing' | 'first' | 'all';

interface ProbeState {
  readonly session: SessionDraft | null;
  readonly cwds: readonly string[];
  readonly snapshots: readonly string[];
  readonly cwd: string | null;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly known: readonly (readonly string[])[];
}

/**
 * What decides whether a source bears on a repository. Records are parsed only where their bytes say something new: the same
 * directory stands in thousands of them. It is given whole lines, in order: what it finds depends on nothing else.
 */
export class Probe {
  private readonly source: TraceSource;
  private readonly cwds: Set<string>;
  private readonly snapshots: Set<string>;
  private readonly cwdBytes = new KnownTexts('"cwd":', '"', 400);
  private readonly executionBytes = new KnownTexts('"cwd":', '"', Number.POSITIVE_INFINITY);
  private readonly workdirBytes = new KnownTexts('\\"workdir\\":', '\\"', Number.POSITIVE_INFINITY);
  private session: SessionDraft | null = null;
  private cwd: string | null = null;
  private firstTime: string | null = null;
  private lastTime: string | null = null;

  /** @param state that `state` gave; null: nothing was seen yet. */
  constructor(source: TraceSource, state: JsonValue = null) {
    this.source = source;
    const kept = state as unknown as ProbeState | null;
    this.cwds = new Set(kept?.cwds);
    this.snapshots = new Set(kept?.snapshots);
    if (kept !== null) {
      this.session = kept.session === null ? null : { ...kept.session };
      this.cwd = kept.cwd;
      this.firstTime = kept.firstTime;
      this.lastTime = kept.lastTime;
      for (const [n, texts] of this.texts().entries()) {
        texts.restore(kept.known[n] ?? []);
      }
    }
  }

  /** All that it knows, to go on later. */
  state(): JsonValue {
    return {
      session: this.session === null ? null : { ...this.session, git: this.session.git && { ...this.session.git } },
      cwds: [...this.cwds],
      snapshots: [...this.snapshots],
      cwd: this.cwd,
      firstTime: this.firstTime,
      lastTime: this.lastTime,
      known: this.texts().map((texts) => texts.all()),
    };
  }

  /** Whether a line may say something new. */
  wants(kind: RecordKind | null, bytes: Buffer, start: number, end: number, part: Part): boolean {
    const isWhole = part === 'line';
    switch (kind) {
      case 'meta':
      case 'ghost':
      case 'bare_message':
      case null:
        return true;
      case 'context':
        return !this.cwdBytes.standIn(bytes, start, end, isWhole);
      case 'call':
        return !this.workdirBytes.standIn(bytes, start, end, isWhole);
      case 'custom':
        return !isWhole || !this.workdirBytes.areKnown(bytes, start, end);
      case 'execution':
        return !this.executionBytes.standIn(bytes, start, end, isWhole);
      default:
        return false;
    }
  }

  /** To be called with each wanted line; what it names is to be parsed and given to `parsed`. */
  sees(kind: RecordKind | null, bytes: Buffer): Seen {
    switch (kind) {
      case 'ghost':
        return this.takeGhost(bytes) ? 'nothing' : 'first';
      case 'context':
        this.cwdBytes.remember(bytes);
        return 'first';
      case 'call':
        return this.workdirBytes.remember(bytes) || bytes.indexOf(WORKING_DIRECTORY) !== -1 ? 'first' : 'nothing';
      case 'custom':
        return this.workdirBytes.remember(bytes) ? 'first' : 'nothing';
      case 'execution':
        this.executionBytes.remember(bytes);
        return 'first';
      case 'meta':
      case 'bare_message':
        return 'first';
      default:
        return 'all';
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
      case 'custom':
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
    const { assumed } = this.source;
    return {
      source: this.source,
      session:
        this.session ??
        (assumed === undefined ? null : { ...bareSession('codex', assumed), cwd: [...this.cwds][0] ?? null }),
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

  private texts(): KnownTexts[] {
    return [this.cwdBytes, this.executionBytes, this.workdirBytes];
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
