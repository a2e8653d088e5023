import type { ResumePoint, SourceProbe } from '../agents/agent-adapter.js';
import type { Warning } from '../model/diagnostic.js';
import type { FileStamp } from '../model/file-stamp.js';
import type { Session, TraceSource } from '../model/session.js';
import type { SessionSummary } from '../model/session-summary.js';
import type { SqlRow, SqlValue } from '../sql/database.js';
import { intact } from './intact.js';
import { restored, storable } from './strings.js';
import { asBytes, asNumber, bytesOfTexts, checkSum, sumOf, textsIn } from './sums.js';

/** `partial`: something in it was passed by. `failed`: it could not be read; nothing of it is known. */
type SourceState = 'ok' | 'partial' | 'failed';

/** What is known of a source without its contents. */
export interface SourceRow {
  readonly id: number;
  readonly agent: string;
  readonly home: string;
  readonly path: string;
  readonly threadId: string | null;
  readonly stamp: FileStamp;
  readonly byteOffset: number;
  readonly head: Buffer | null;
  readonly tail: Buffer | null;
  readonly state: SourceState;
  readonly attempts: number;
  /** Milliseconds since 1970: when its reading began. */
  readonly indexedAt: number;
  /** When it was last read from its beginning: what was read since then was added to it. */
  readonly begunAt: number;
  /** Whether its events are there too. */
  readonly hasTrace: boolean;
}

/** What was read of a source, as it is written. */
export interface SourceFacts {
  readonly source: TraceSource;
  readonly stamp: FileStamp;
  readonly state: SourceState;
  readonly error: string | null;
  readonly attempts: number;
  readonly indexedAt: number;
  readonly begunAt: number;
  readonly byteOffset: number;
  readonly ordinal: number;
  readonly head: Buffer | null;
  readonly tail: Buffer | null;
  readonly hasTrace: boolean;
  /** null where it could not be read. */
  readonly told: {
    readonly session: Session;
    readonly summary: SessionSummary;
    readonly probe: SourceProbe;
    readonly warnings: readonly Warning[];
  } | null;
  readonly resume: ResumePoint | null;
}

/** A row with the parts that lists and the choice of sessions need: texts, taken apart when they are asked for. */
export interface SourceEntry extends SourceRow {
  readonly factsRevision: Buffer | null;
  /** All null where the source could not be read. */
  probe(source: TraceSource): SourceProbe | null;
  session(): Session | null;
  summary(): SessionSummary | null;
  warnings(): readonly Warning[] | null;
}

const PLACE = ['agent', 'home', 'watermark', 'thread_id', 'state'];
const NUMBERS = [
  'size',
  'mtime_ms',
  'ctime_ms',
  'inode',
  'byte_offset',
  'attempts',
  'indexed_at',
  'begun_at',
  'has_trace',
];
const TOLD = ['session', 'summary', 'probe', 'warnings'];

/** What `sum` is over. */
const LIGHT_VALUES = [asBytes(...PLACE), asBytes('head_sha256'), asBytes('tail_sha256'), ...NUMBERS.map(asNumber)];
/** What `told_sum` is over. */
const TOLD_VALUES = [asBytes(...TOLD), asBytes('facts_revision'), asNumber('changed')];

export const LIGHT = ['id', asNumber('sum'), ...LIGHT_VALUES].join(', ');
export const SEALED = [asNumber('told_sum'), ...TOLD_VALUES].join(', ');
export const FULL = `${LIGHT}, ${SEALED}`;
const LIGHT_LENGTH = 2 + LIGHT_VALUES.length;

/** Of a row that is to be read anew: what it tells otherwise is of no use, and not looked at. */
export const OUTDATED_SIZE = -1;

export const WRITTEN =
  'agent, home, watermark, kind, thread_id, size, mtime_ms, ctime_ms, inode, byte_offset, ordinal, head_sha256, tail_sha256, state, error, attempts, indexed_at, begun_at, has_trace, session, summary, probe, warnings, resume, resume_sum, sum';

/** As they are written: JSON. */
function toldTexts(told: SourceFacts['told'], source: TraceSource): (string | null)[] {
  if (told === null) return TOLD.map(() => null);
  // The source itself is known from the row.
  const { source: _, ...probe } = told.probe ?? { source };
  return [told.session, told.summary, probe, told.warnings].map((value) => JSON.stringify(value));
}

/** What `told_sum` is to be. */
export function toldSum({ told, source }: SourceFacts, revision: Buffer | null, changed: number): number {
  return sumOf([bytesOfTexts(toldTexts(told, source)), revision ?? Buffer.of(), changed]);
}

/** In the order of `WRITTEN`. */
export function valuesOf(facts: SourceFacts): SqlValue[] {
  const { source, stamp, told } = facts;
  const thread = told === null || told.session.id === '' ? null : storable(told.session.id);
  const resume = facts.resume === null ? null : JSON.stringify(facts.resume);
  const place = [source.agent, storable(source.home), storable(source.path), thread, facts.state];
  const { size, mtimeMs, ctimeMs, inode } = stamp;
  const { byteOffset, head, tail, attempts, indexedAt, begunAt } = facts;
  const hasTrace = facts.hasTrace ? 1 : 0;
  const numbers = [size, mtimeMs, ctimeMs, inode, byteOffset, attempts, indexedAt, begunAt, hasTrace];
  const [agent = '', home = '', path = ''] = place;
  return [
    agent,
    home,
    path,
    source.kind,
    thread,
    size,
    mtimeMs,
    ctimeMs,
    inode,
    byteOffset,
    facts.ordinal,
    head,
    tail,
    facts.state,
    facts.error,
    attempts,
    indexedAt,
    begunAt,
    hasTrace,
    ...toldTexts(told, source),
    resume,
    resume === null ? null : sumOf([Buffer.from(resume)]),
    sumOf([bytesOfTexts(place), head ?? Buffer.of(), tail ?? Buffer.of(), ...numbers]),
  ];
}

/** @param columns `LIGHT`. @throws SqlError `corrupt` where they are not as they were written. */
export function rowOf(columns: SqlRow): SourceRow {
  const [id, sum, place, head, tail, ...numbers] = columns.slice(0, LIGHT_LENGTH);
  const [size, mtimeMs, ctimeMs, inode, byteOffset, attempts, at, begun, has] = numbers.map(Number);
  if (size !== OUTDATED_SIZE) checkSum(`source ${id}`, sumOf(columns.slice(2, LIGHT_LENGTH)), sum);
  const [agent = '', ...texts] = textsIn(place);
  // Of a row that is to be read anew they may be damaged.
  const [home = '', path = '', thread = '', state] = intact(`source ${id}`, () => texts.map(restored));
  return {
    id: Number(id),
    agent,
    home,
    path,
    threadId: thread === '' ? null : thread,
    stamp: { size: Number(size), mtimeMs: Number(mtimeMs), ctimeMs: Number(ctimeMs), inode: Number(inode) },
    byteOffset: Number(byteOffset),
    head: bytesIn(head),
    tail: bytesIn(tail),
    state: state === 'ok' || state === 'partial' ? state : 'failed',
    attempts: Number(attempts),
    indexedAt: Number(at),
    begunAt: Number(begun),
    hasTrace: has === 1,
  };
}

/** @param columns `SEALED`. @returns `TOLD_VALUES`. @throws SqlError `corrupt` where they are not as they were written. */
export function toldValues(id: number, [sum, ...values]: SqlRow): SqlRow {
  checkSum(`source ${id}`, sumOf(values), sum);
  return values;
}

/** What has become of the path. @param columns `LIGHT`. */
export function pathIn(columns: SqlRow): string {
  return textsIn(columns[2])[2] ?? '';
}

function bytesIn(value: SqlRow[number] | undefined): Buffer | null {
  return Buffer.isBuffer(value) && value.length > 0 ? value : null;
}

/** @param columns `FULL`. @throws SqlError `corrupt` where they are not as they were written. */
export function entryOf(columns: SqlRow): SourceEntry {
  const row = rowOf(columns);
  const [told, revision] = toldValues(row.id, columns.slice(LIGHT_LENGTH));
  let texts: readonly string[] | null = null;
  const parsed = <T>(n: number): T | null => {
    texts ??= textsIn(told);
    const text = texts[n] ?? '';
    return text === '' ? null : intact(`source ${row.id}`, () => JSON.parse(text) as T);
  };
  return {
    ...row,
    factsRevision: bytesIn(revision),
    probe(source) {
      const told = parsed<Omit<SourceProbe, 'source'>>(2);
      return told === null ? null : { source, ...told };
    },
    session: () => parsed(0),
    summary: () => parsed(1),
    warnings: () => parsed(3),
  };
}
