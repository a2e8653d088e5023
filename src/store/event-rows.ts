import type {
  AgentEvent,
  CommandEvent,
  CommandTarget,
  FileChangeEvent,
  Outcome,
  ReadEvent,
  RewindEvent,
  SnapshotEvent,
} from '../model/agent-event.js';
import type { Session, TracePointer, TraceSource, Turn } from '../model/session.js';

/** An event as plain values. Texts that stand in many events are given as they are (`path`, `model`, `tool`). */
export interface EventRow {
  readonly seq: number;
  /** Kind and everything that is one of a few words. */
  readonly flags: number;
  /** Milliseconds; null also where the text was of another form (`rest.at`). */
  readonly time: number | null;
  /** Place in the list of turns. */
  readonly turn: number | null;
  readonly line: number;
  readonly start: number;
  readonly length: number;
  /** The changed file, or the directory. */
  readonly path: string | null;
  readonly model: string | null;
  readonly tool: string | null;
  readonly call: string | null;
  /** A snapshot's commit, and its parent behind it. */
  readonly oids: Buffer | null;
  /** JSON of what most events do not have. */
  readonly rest: string | null;
}

const KINDS = ['snapshot', 'file_change', 'command', 'rewind', 'read'] as const;
const OUTCOMES: readonly Outcome[] = ['applied', 'failed', 'rejected', 'aborted', 'partial', 'unknown', 'staged'];
const OPS: readonly FileChangeEvent['op'][] = ['create', 'modify', 'delete', 'rename'];
const WRITES: readonly CommandEvent['writes'][] = ['named', 'any'];
const FILES: readonly RewindEvent['files'][] = ['restored', 'untouched', 'unknown'];
const TARGET_OPS: readonly CommandTarget['op'][] = [
  'write',
  'append',
  'edit',
  'delete',
  'move-from',
  'move-to',
  'copy-to',
];

/** Bits: kind 0–2, inherited 3, outcome 4–6, the kind's own word 7–8. */
function flagsOf(event: AgentEvent): number {
  const kind = KINDS.indexOf(event.kind) | (event.inherited ? 8 : 0);
  switch (event.kind) {
    case 'snapshot':
      return kind | (event.mayBeLate ? 1 << 7 : 0) | (event.ofFolder ? 1 << 8 : 0);
    case 'file_change':
      return kind | (OUTCOMES.indexOf(event.outcome) << 4) | (OPS.indexOf(event.op) << 7);
    case 'command':
      return kind | (OUTCOMES.indexOf(event.outcome) << 4) | (WRITES.indexOf(event.writes) << 7);
    case 'read':
      return kind | (OUTCOMES.indexOf(event.outcome) << 4) | ((event.whole ? 1 : 0) << 7);
    case 'rewind':
      return kind | (FILES.indexOf(event.files) << 7);
  }
}

/** What `rest` may hold; keys that tell nothing are left out. */
interface Rest {
  /** Place of the session in the list, where it is not that of the turn, or of the source. */
  s?: number;
  /** A time of another form than `toISOString`'s. */
  at?: string;
  /** Place of a change within its call, or of a command within its program; how many turns a rewind took back. */
  n?: number;
  /** Line, offset and length of the record with the text, where that is another one. */
  b?: readonly [number, number, number];
  /** The path before a rename. */
  o?: string;
  /** A snapshot's parent, where its id is of another length; the snapshot of a rewind. */
  p?: string;
  x?: string;
  /** The lines that were read; the git directory that holds a snapshot. */
  l?: readonly [number, number];
  d?: string;
  /** The snapshot that a noted content is out of. */
  k?: string;
  g?: readonly (readonly [number, string])[];
  e?: number;
}

/** What the rows of one source refer to. */
export interface TraceParts {
  readonly source: TraceSource;
  readonly sessions: readonly Session[];
  readonly turns: readonly Turn[];
}

/** Places of sessions (by agent and id) and of turns in the lists of a source. */
export class PartPlaces {
  readonly #source: TraceSource;
  readonly #sessions: ReadonlyMap<string, number>;
  readonly #turns: ReadonlyMap<Turn, number>;
  /** Nearly all events of a source are of one session. */
  #last: { readonly session: Session; readonly place: number } | null = null;

  constructor({ source, sessions, turns }: TraceParts) {
    this.#source = source;
    this.#sessions = new Map(sessions.map((session, n) => [keyOf(session), n]));
    this.#turns = new Map(turns.map((turn, n) => [turn, n]));
  }

  session(session: Session): number {
    if (this.#last?.session !== session) {
      this.#last = { session, place: required(this.#sessions.get(keyOf(session)), 'session') };
    }
    return this.#last.place;
  }

  turn(turn: Turn): number {
    return required(this.#turns.get(turn), 'turn');
  }

  /** @throws where a record lies in another source: rows cannot tell that. */
  check({ source }: TracePointer): void {
    if (source.path !== this.#source.path || source.home !== this.#source.home) {
      throw new Error(`A record of ${source.path} was told for ${this.#source.path}`);
    }
  }
}

function keyOf({ agent, id }: Session): string {
  return `${agent}\0${id}`;
}

/** @throws where there is none. */
export function required<T>(part: T | undefined, what: string): T {
  if (part === undefined) throw new Error(`An event names a ${what} that the reading does not list`);
  return part;
}

export function eventRow(event: AgentEvent, places: PartPlaces): EventRow {
  const { seq, turn, trace } = event;
  places.check(trace);
  const rest: Rest = {};
  const session = places.session(event.session);
  if (session !== (turn === null ? 0 : places.session(turn.session))) rest.s = session;
  const time = event.time === null ? null : plainTime(event.time);
  if (event.time !== null && time === null) rest.at = event.time;
  const base = {
    seq,
    flags: flagsOf(event),
    time,
    turn: turn === null ? null : places.turn(turn),
    line: trace.line,
    start: trace.offset,
    length: trace.length,
    model: event.model,
    ...ownColumns(event, rest),
  };
  const hasRest = Object.keys(rest).length > 0;
  return { ...base, rest: hasRest ? JSON.stringify(rest) : null };
}

type OwnColumns = Pick<EventRow, 'path' | 'tool' | 'call' | 'oids'>;

function ownColumns(event: AgentEvent, rest: Rest): OwnColumns {
  switch (event.kind) {
    case 'snapshot':
      if (event.store !== null) rest.d = event.store;
      return { path: event.cwd, tool: null, call: null, oids: oidsOf(event, rest) };
    case 'file_change':
      addBody(event, rest);
      if (event.place !== 0) rest.n = event.place;
      if (event.oldPath !== null) rest.o = event.oldPath;
      return { path: event.path, tool: event.tool, call: event.callId, oids: null };
    case 'command':
      addBody(event, rest);
      if (event.place !== null) rest.n = event.place;
      if (event.text !== '') rest.x = event.text;
      if (event.targets.length > 0) rest.g = event.targets.map(({ op, path }) => [TARGET_OPS.indexOf(op), path]);
      if (event.exitCode !== null) rest.e = event.exitCode;
      return { path: event.cwd, tool: event.tool, call: event.callId, oids: null };
    case 'read':
      addBody(event, rest);
      if (event.outOf !== undefined) rest.k = event.outOf;
      if (event.lines !== null) rest.l = [event.lines.first, event.lines.last];
      return { path: event.path, tool: event.tool, call: event.callId, oids: null };
    case 'rewind':
      if (event.snapshot !== null) rest.p = event.snapshot;
      if (event.turns !== null) rest.n = event.turns;
      return { path: null, tool: null, call: null, oids: null };
  }
}

function addBody({ body, trace }: FileChangeEvent | CommandEvent | ReadEvent, rest: Rest): void {
  if (body.line !== trace.line || body.offset !== trace.offset || body.length !== trace.length) {
    rest.b = [body.line, body.offset, body.length];
  }
}

function oidsOf({ commit, parent }: SnapshotEvent, rest: Rest): Buffer {
  const own = Buffer.from(commit, 'hex');
  if (parent === null) return own;
  const other = Buffer.from(parent, 'hex');
  // A parent is written as it was recorded: only what comes back the same may be kept as bytes.
  if (other.length === own.length && other.toString('hex') === parent) return Buffer.concat([own, other]);
  rest.p = parent;
  return own;
}

/** Milliseconds, where the text is what `toISOString` makes of them. */
function plainTime(text: string): number | null {
  if (text.length !== LENGTH || text[13] !== ':' || text[16] !== ':' || text[19] !== '.' || text[23] !== 'Z')
    return null;
  if (known.day === '' || !text.startsWith(known.day)) {
    const day = text.slice(0, 11);
    known = { day, begin: beginOf(day) };
  }
  const [hours, minutes, seconds] = [number(text, 11, 2), number(text, 14, 2), number(text, 17, 2)];
  const milliseconds = number(text, 20, 3);
  const isClock = hours < 24 && minutes < 60 && seconds < 60 && !Number.isNaN(milliseconds);
  if (!isClock || known.begin === null) return null;
  return known.begin + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** Of a time of four digits of years. */
const LENGTH = '2026-01-01T00:00:00.000Z'.length;

/** @returns what so many decimal digits tell; not a number where others stand there. */
function number(text: string, at: number, digits: number): number {
  let value = 0;
  for (let n = at; n < at + digits; n++) {
    const digit = text.charCodeAt(n) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Most times are of the same day as the one before. */
let known: { readonly day: string; readonly begin: number | null } = { day: '', begin: null };

/** @param day with the `T` behind it. */
function beginOf(day: string): number | null {
  const text = `${day}00:00:00.000Z`;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text ? time : null;
}

/** The event that a row was made of. */
export function eventOf(row: EventRow, { source, sessions, turns }: TraceParts): AgentEvent {
  const rest: Rest = row.rest === null ? {} : (JSON.parse(row.rest) as Rest);
  const turn = row.turn === null ? null : required(turns[row.turn], 'turn');
  const trace: TracePointer = { source, line: row.line, offset: row.start, length: row.length };
  const session = rest.s === undefined ? (turn?.session ?? sessions[0]) : sessions[rest.s];
  const base = {
    session: required(session, 'session'),
    turn,
    seq: row.seq,
    time: rest.at ?? (row.time === null ? null : new Date(row.time).toISOString()),
    model: row.model,
    trace,
    inherited: (row.flags & 8) !== 0,
  };
  const kind = KINDS[row.flags & 7];
  const outcome = OUTCOMES[(row.flags >> 4) & 7] as Outcome;
  const word = (row.flags >> 7) & 3;
  const [line, offset, length] = rest.b ?? [trace.line, trace.offset, trace.length];
  const body: TracePointer = { source, line, offset, length };
  const callId = row.call;
  const tool = row.tool ?? '';
  // Each property is named: spreading several objects into one takes most of the time of reading an index.
  switch (kind) {
    case 'file_change': {
      const op = OPS[word] as FileChangeEvent['op'];
      const { o: oldPath = null, n: place = 0 } = rest;
      return { ...base, kind, op, path: row.path ?? '', oldPath, place, outcome, callId, tool, body };
    }
    case 'command': {
      const targets = (rest.g ?? []).map(([op, path]) => ({ path, op: TARGET_OPS[op] as CommandTarget['op'] }));
      const writes = WRITES[word] as CommandEvent['writes'];
      const { n: place = null, x: text = '', e: exitCode = null } = rest;
      return { ...base, kind, cwd: row.path, text, writes, targets, exitCode, place, outcome, callId, tool, body };
    }
    case 'read': {
      const lines = rest.l === undefined ? null : { first: rest.l[0], last: rest.l[1] };
      const outOf = rest.k === undefined ? {} : { outOf: rest.k };
      const path = row.path ?? '';
      return { ...base, kind, path, lines, whole: word === 1, outcome, callId, tool, body, ...outOf };
    }
    case 'rewind':
      return {
        ...base,
        kind,
        files: FILES[word] as RewindEvent['files'],
        snapshot: rest.p ?? null,
        turns: rest.n ?? null,
      };
    default: {
      const late: Pick<SnapshotEvent, 'mayBeLate'> = (word & 1) === 0 ? {} : { mayBeLate: true };
      const folder: Pick<SnapshotEvent, 'ofFolder'> = (word & 2) === 0 ? {} : { ofFolder: true };
      const store = rest.d ?? null;
      return { ...base, kind: 'snapshot', ...snapshotOids(row.oids, rest), store, cwd: row.path, ...late, ...folder };
    }
  }
}

function snapshotOids(oids: Buffer | null, rest: Rest): Pick<SnapshotEvent, 'commit' | 'parent'> {
  const hex = oids?.toString('hex') ?? '';
  // Ids of 20 or 32 bytes: twice as many are two.
  const isPair = hex.length === 80 || hex.length === 128;
  const half = hex.length / 2;
  return isPair ? { commit: hex.slice(0, half), parent: hex.slice(half) } : { commit: hex, parent: rest.p ?? null };
}
