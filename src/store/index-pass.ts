import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentAdapter, FoundTraces, SourceScan } from '../agents/agent-adapter.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { TraceSource } from '../model/session.js';
import { countChange } from './changes.js';
import { digests, isSameStamp, isSettled } from './file-stamp.js';
import { fingerprintsOf, folderKey } from './fingerprint.js';
import { checkpoint, markComplete } from './index-state.js';
import { type LeaseHolder, takeLease } from './lease.js';
import { type LogEntry, writeLog } from './logs-written.js';
import { metaValue, setMeta } from './meta.js';
import type { IndexDatabase } from './open-index.js';
import { type ScannedSource, type ScanTask, scanSource } from './scanned-source.js';
import type { SourceFacts, SourceRow } from './source-row.js';
import { SourceTable } from './source-table.js';
import { type EncodedScan, TraceRows } from './trace-rows.js';

/** Sources of one transaction: so many, or as many as have so many events. */
const BATCH_SOURCES = 200;
const BATCH_EVENTS = 5_000;

/**
 * Where to go on from is half of what is kept of a source, and saves only what reading it again takes, some milliseconds for each
 * megabyte: it is kept of those that were written lately, which may grow soon.
 */
const RESUMED_MS = 7 * 24 * 3_600_000;

/** In the place of a folder's state: no state is the same, nor is it that the folder is gone. */
const UNSETTLED = '';

/** The sources of one agent in some homes. */
export interface FoundSources extends Pick<FoundTraces, 'sources' | 'stamps'> {
  readonly adapter: AgentAdapter;
  readonly homes: readonly string[];
}

export interface PassOptions {
  readonly now: () => number;
  /** Read everything, whatever the files' stamps say. */
  readonly full: boolean;
  /** Try also those again that could not be read and have not changed. */
  readonly retryFailed: boolean;
  /** Called before each source that is read. */
  progress(state: PassProgress): void;
  /** Has some sources read elsewhere meanwhile; null where that is not wanted. */
  readonly sharing: ScanSharing | null;
}

/**
 * Begins to read sources from their beginning, elsewhere.
 * @param isOwn whether a task is not one of those.
 * @returns null where all are to be read here; else what gives the scans in the order of the tasks: `own` makes those that are not read elsewhere.
 */
export type ScanSharing = (
  agent: string,
  tasks: readonly ScanTask[],
  isOwn: (n: number) => boolean,
) => { inOrder(own: (n: number) => ScannedSource): Iterable<ScannedSource> } | null;

/** How far a pass has come: sources, and bytes of their files that have to be read. */
export interface PassProgress {
  readonly sources: number;
  readonly ofSources: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

export interface PassReport {
  /**
   * `unchanged`: nothing had to be done. `done`. `busy`: another process is at it. `lost`: another one took over. `read-only`.
   */
  readonly outcome: 'unchanged' | 'done' | 'busy' | 'lost' | 'read-only';
  readonly holder: LeaseHolder | null;
  /** Sources that were read, wholly or from where an earlier reading ended; and those that are gone. */
  readonly read: number;
  readonly continued: number;
  readonly removed: number;
}

/**
 * Brings the rows of an agent's sources up to date: reads what is new or has grown, drops what is gone. Where nothing changed this
 * costs a look at each file and no row (`meta`, `fingerprint …`).
 * @throws SqlError where the index cannot be written: what was written before is whole.
 */
export function bringUpToDate(index: IndexDatabase, found: FoundSources, options: PassOptions): PassReport {
  const begun = options.now();
  const { stamps } = found;
  const key = fingerprintKey(found);
  const prints = fingerprintsOf(found);
  const known = options.full || options.retryFailed ? null : metaValue(index.database, key);
  const nothing = { holder: null, read: 0, continued: 0, removed: 0 };
  if (known === textOf(prints)) return { outcome: 'unchanged', ...nothing };
  if (!index.writable) return { outcome: 'read-only', ...nothing };
  const lease = takeLease(index.database, begun);
  if ('pid' in lease) return { outcome: 'busy', ...nothing, holder: lease };
  const pass = new Pass(index, found, changedFolders(known, prints), options, lease.renew);
  try {
    const counts = pass.run();
    if (counts === null) return { outcome: 'lost', ...nothing };
    // A file that changed in this very moment may change again unnoticed: the next pass has to look at its folder.
    for (const [source, stamp] of stamps) if (!isSettled(stamp, begun)) prints.set(folderKey(source), UNSETTLED);
    const isOurs = index.database.transaction(() => {
      if (!lease.renew(options.now())) return false;
      setMeta(index.database, key, textOf(prints));
      new SourceTable(index.database).forgetResumePoints(begun - RESUMED_MS);
      markComplete(index.database, options.now(), options.now() - begun);
      if (counts.read + counts.removed > 0) {
        const { read, continued, removed } = counts;
        const message = `${read} sources read, ${continued} of them from where they had grown; ${removed} gone`;
        writeLog(index.database, options.now(), [{ level: 'info', target: 'index', message, thread: null }]);
      }
      return true;
    });
    if (!isOurs) return { outcome: 'lost', ...nothing };
    return { outcome: 'done', ...nothing, ...counts };
  } finally {
    try {
      lease.release();
    } catch {
      // What could not be written before cannot be now: the lease ends with this process.
    }
  }
}

function fingerprintKey({ adapter, homes }: FoundSources): string {
  const key = createHash('sha1')
    .update([adapter.id, ...homes].join('\0'))
    .digest('hex');
  return `fingerprint ${key}`;
}

function textOf(prints: ReadonlyMap<string, string>): string {
  return JSON.stringify(Object.fromEntries(prints));
}

/** Folders that hold another state of files than when all of them were known, by `folderKey`; null: any may. */
function changedFolders(known: string | null, prints: ReadonlyMap<string, string>): ReadonlySet<string> | null {
  const before = known === null ? null : printsIn(known);
  if (before === null) return null;
  return new Set([...before.keys(), ...prints.keys()].filter((folder) => before.get(folder) !== prints.get(folder)));
}

/** @returns null where the text is none of ours. */
function printsIn(text: string): ReadonlyMap<string, unknown> | null {
  try {
    const prints: unknown = JSON.parse(text);
    return typeof prints === 'object' && prints !== null ? new Map(Object.entries(prints)) : null;
  } catch {
    return null;
  }
}

function* inTurn<T>(count: number, make: (n: number) => T): Generator<T> {
  for (let n = 0; n < count; n++) yield make(n);
}

interface Work {
  readonly source: TraceSource;
  readonly stamp: FileStamp;
  readonly row: SourceRow | null;
}

/** As far as can be told before: where a file can be gone on with, what was added to it. */
function bytesToRead({ stamp, row }: Work): number {
  const known = row?.byteOffset ?? 0;
  return known < stamp.size ? stamp.size - known : stamp.size;
}

interface Reading {
  readonly work: Work;
  readonly facts: SourceFacts;
  readonly scan: EncodedScan | null;
  readonly isContinued: boolean;
}

class Pass {
  readonly #index: IndexDatabase;
  readonly #found: FoundSources;
  readonly #folders: ReadonlySet<string> | null;
  readonly #options: PassOptions;
  readonly #renew: (now: number) => boolean;
  readonly #table: SourceTable;
  readonly #rows: TraceRows;
  /** Rows whose files are gone, by the session's id: one may have moved. */
  readonly #gone = new Map<number, SourceRow>();
  /** Of the transaction that is under way. */
  #change = 0;
  #read = 0;
  #continued = 0;

  /** @param folders those whose files have to be compared with the rows, by `folderKey`; null: all. */
  constructor(
    index: IndexDatabase,
    found: FoundSources,
    folders: ReadonlySet<string> | null,
    options: PassOptions,
    renew: (now: number) => boolean,
  ) {
    this.#index = index;
    this.#found = found;
    this.#folders = folders;
    this.#options = options;
    this.#renew = renew;
    this.#table = new SourceTable(index.database);
    this.#rows = new TraceRows(index.database);
  }

  /** @returns null where another process took over. */
  run(): Pick<PassReport, 'read' | 'continued' | 'removed'> | null {
    const work = this.#work();
    let batch: Reading[] = [];
    let events = 0;
    let bytes = 0;
    let n = 0;
    const ofBytes = work.reduce((sum, each) => sum + bytesToRead(each), 0);
    const tell = (): void => this.#options.progress({ sources: n, ofSources: work.length, bytes, ofBytes });
    if (work.length > 0) tell();
    for (const scanned of this.#scans(work)) {
      const each = work[n++] as Work;
      bytes += bytesToRead(each);
      if (n < work.length) tell();
      const reading = this.#reading(each, scanned);
      batch.push(reading);
      events += reading.scan?.events.reduce((sum, { count }) => sum + count, 0) ?? 0;
      if (batch.length >= BATCH_SOURCES || events >= BATCH_EVENTS) {
        if (!this.#write(batch)) return null;
        batch = [];
        events = 0;
      }
    }
    if (!this.#write(batch)) return null;
    const removed = [...this.#gone.keys()];
    if (removed.length > 0 && !this.#transaction(() => this.#remove(removed))) return null;
    return { read: this.#read, continued: this.#continued, removed: removed.length };
  }

  /** What has to be read, by home and path. */
  #work(): Work[] {
    const { homes, sources, stamps } = this.#found;
    const keyOf = ({ home, path }: { home: string; path: string }): string => `${home}\0${path}`;
    const rows = new Map(this.#rowsToCompare().map((row) => [keyOf(row), row]));
    const work: Work[] = [];
    for (const source of sources) {
      if (this.#folders?.has(folderKey(source)) === false) continue;
      const row = rows.get(keyOf(source)) ?? null;
      rows.delete(keyOf(source));
      const stamp = stamps.get(source);
      if (stamp !== undefined && !this.#isKnown(row, stamp)) work.push({ source, stamp, row });
    }
    for (const row of rows.values()) if (isGone(row, homes)) this.#gone.set(row.id, row);
    const bytes = (text: string): Buffer => Buffer.from(text);
    return work.sort(
      (a, b) =>
        bytes(a.source.home).compare(bytes(b.source.home)) || bytes(a.source.path).compare(bytes(b.source.path)),
    );
  }

  #rowsToCompare(): SourceRow[] {
    const { adapter, homes } = this.#found;
    if (this.#folders === null) return homes.flatMap((home) => this.#table.rows(adapter.id, home));
    return [...this.#folders].flatMap((key) => {
      const [home = '', folder = ''] = key.split('\0');
      return this.#table.rowsIn(adapter.id, home, folder).filter((row) => folderKey(row) === key);
    });
  }

  #isKnown(row: SourceRow | null, stamp: FileStamp): boolean {
    const { full, retryFailed } = this.#options;
    if (row === null || full || !isSameStamp(row.stamp, stamp) || !isSettled(stamp, row.indexedAt)) return false;
    return row.state !== 'failed' || !retryFailed;
  }

  /** What is read of each source, in their order. A part of it may be read elsewhere: only what is read from its beginning. */
  #scans(work: readonly Work[]): Iterable<ScannedSource> {
    const { now, sharing } = this.#options;
    const taskOf = ({ source, stamp }: Work, at: number): ScanTask => {
      return { source, stamp, at, isGrowing: this.#index.previews && stamp.mtimeMs >= at - RESUMED_MS };
    };
    const { adapter } = this.#found;
    const own = (n: number): ScannedSource => {
      const each = work[n] as Work;
      const from = this.#resumable(each) ? this.#table.resumePoint(each.row?.id ?? -1) : null;
      return scanSource(adapter, taskOf(each, now()), from);
    };
    const begun = now();
    const tasks = work.map((each) => taskOf(each, begun));
    const shared = sharing?.(adapter.id, tasks, (n) => this.#hasGrown(work[n] as Work)) ?? null;
    return shared === null ? inTurn(tasks.length, own) : shared.inOrder(own);
  }

  #reading(work: Work, { at, told, error, isContinued, head, tail, isUnchanged }: ScannedSource): Reading {
    const { source, stamp, row } = work;
    this.#read++;
    if (isContinued) this.#continued++;
    const attempts = (row?.attempts ?? 0) + 1;
    const base = {
      source,
      stamp,
      attempts,
      indexedAt: at,
      begunAt: isContinued ? (row?.begunAt ?? at) : at,
      head,
      tail,
    };
    if (told === null) {
      const nothing = { byteOffset: 0, ordinal: 0, hasTrace: false, told: null, resume: null };
      return { work, facts: { ...base, ...nothing, state: 'failed', error }, scan: null, isContinued };
    }
    const { session, summary, probe, warnings, end, resume, encoded } = told;
    const { previews } = this.#index;
    const facts: SourceFacts = {
      ...base,
      state: warnings.length > 0 ? 'partial' : 'ok',
      error: warnings[0]?.message ?? null,
      byteOffset: end?.offset ?? stamp.size,
      ordinal: end?.records ?? 0,
      hasTrace: previews,
      told: { session, summary: previews ? summary : withoutTexts(summary), probe, warnings },
      // What was written while it was read may have been written anywhere.
      resume: isUnchanged ? resume : null,
    };
    return { work, facts, scan: previews ? encoded : null, isContinued };
  }

  /**
   * Whether a file that was read can have been added to only: the same file, no shorter, with the same first bytes and the same
   * bytes before the place where the reading ended.
   */
  #resumable(work: Work): boolean {
    const { source, row } = work;
    if (row?.head == null || row.tail === null || !this.#hasGrown(work)) return false;
    const { head, tail } = digests(source, row.byteOffset);
    return head?.equals(row.head) === true && tail?.equals(row.tail) === true;
  }

  /** As far as its stamp tells. */
  #hasGrown({ stamp, row }: Work): boolean {
    if (this.#options.full || row === null || !row.hasTrace || row.state === 'failed') return false;
    return row.stamp.inode === stamp.inode && stamp.size > row.stamp.size;
  }

  #write(batch: readonly Reading[]): boolean {
    const last = batch.at(-1);
    if (last === undefined) return true;
    return this.#transaction(() => {
      for (const reading of batch) this.#writeReading(reading);
      checkpoint(this.#index.database, last.work.source.path, this.#options.now());
      writeLog(this.#index.database, this.#options.now(), batch.flatMap(troubleOf));
    });
  }

  #writeReading({ work, facts, scan, isContinued }: Reading): void {
    const known = work.row?.id ?? this.#movedFrom(facts);
    const row = this.#table.write(known, facts, isContinued && known === work.row?.id);
    if (scan === null) this.#rows.remove(row.id);
    const trace = scan === null ? null : this.#rows.write(row.id, scan, isContinued);
    this.#table.seal(row, trace, this.#change);
  }

  /** The row of a file that was archived, compressed or put elsewhere: it is the same session, and its file is gone. */
  #movedFrom({ told }: SourceFacts): number | null {
    const session = told?.session.id ?? '';
    if (session === '') return null;
    const row = [...this.#gone.values()].find(({ threadId }) => threadId === session);
    if (row === undefined) return null;
    this.#gone.delete(row.id);
    return row.id;
  }

  #remove(ids: readonly number[]): void {
    for (const id of ids) this.#table.remove(id);
  }

  /** @returns false where another process took over. */
  #transaction(work: () => void): boolean {
    const { database } = this.#index;
    const { now } = this.#options;
    return database.transaction(() => {
      if (!this.#renew(now())) return false;
      database.exec("DELETE FROM meta WHERE key LIKE 'fingerprint %'");
      this.#change = countChange(database);
      work();
      return true;
    });
  }
}

/**
 * Whether the row of a file that was not found is of no use any more. A file that is there may count less than another copy of its
 * session: in the same home that makes it none of ours, but a copy in another home may be asked for alone.
 */
export function isGone(row: SourceRow, homes: readonly string[]): boolean {
  return homes.length === 1 || !existsSync(join(row.home, row.path));
}

/** What our log says of a source that could not be read, or only in part. */
function troubleOf({ facts: { source, state, error, told } }: Reading): LogEntry[] {
  if (state === 'ok') return [];
  const what = state === 'failed' ? 'could not be read' : 'was read in part';
  return [
    {
      level: state === 'failed' ? 'error' : 'warn',
      target: 'index',
      message: `${source.path} ${what}: ${error ?? 'no reason is known'}`,
      thread: told?.session.id || null,
    },
  ];
}

function withoutTexts(summary: SourceScan['summary']): SourceScan['summary'] {
  return { ...summary, title: null, firstMessage: null };
}
