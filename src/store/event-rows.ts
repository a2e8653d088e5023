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
import { plainTime } from './plain-time.js';

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
  /** A snapshot's commit, in hex. */
  readonly commit: string | null;
  /** Of that, as it was recorded. */
  readonly parent: string | null;
  /** A command's beginning. */
  readonly text: string | null;
  readonly exitCode: number | null;
  /** Where the record with the text lies, if it is another one. */
  readonly body: Pick<TracePointer, 'line' | 'offset' | 'length'> | null;
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
  /** The path before a rename. */
  o?: string;
  /** The snapshot of a rewind. */
  p?: string;
  /** The lines that were read; the git directory that holds a snapshot. */
  l?: readonly [number, number];
  d?: string;
  /** The snapshot that a noted content is out of. */
  k?: string;
  /** Targets of a command. */
  g?: readonly (readonly [number, string])[];
  /** An exit code that is no whole number. */
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
  const { seq, turn, trace, model } = event;
  places.check(trace);
  const session = places.session(event.session);
  const time = event.time === null ? null : plainTime(event.time);
  const rest: Rest = {};
  if (session !== (turn === null ? 0 : places.session(turn.session))) rest.s = session;
  if (event.time !== null && time === null) rest.at = event.time;
  const { path, tool, call, commit, parent, text, exitCode, body } = ownColumns(event, rest);
  // Each property is named: spreading several objects into one takes most of the time of making rows.
  return {
    seq,
    flags: flagsOf(event),
    time,
    turn: turn === null ? null : places.turn(turn),
    line: trace.line,
    start: trace.offset,
    length: trace.length,
    path,
    model,
    tool,
    call,
    commit,
    parent,
    text,
    exitCode,
    body,
    rest: isEmpty(rest) ? null : JSON.stringify(rest),
  };
}

function isEmpty(rest: Rest): boolean {
  for (const _ in rest) return false;
  return true;
}

type OwnColumns = Pick<EventRow, 'path' | 'tool' | 'call' | 'commit' | 'parent' | 'text' | 'exitCode' | 'body'>;

/** Of one shape for all kinds, which V8 reads in one way. */
function ownColumns(event: AgentEvent, rest: Rest): OwnColumns {
  switch (event.kind) {
    case 'snapshot': {
      if (event.store !== null) rest.d = event.store;
      const { cwd: path, commit, parent } = event;
      return { path, tool: null, call: null, commit, parent, text: null, exitCode: null, body: null };
    }
    case 'file_change': {
      if (event.place !== 0) rest.n = event.place;
      if (event.oldPath !== null) rest.o = event.oldPath;
      return called(event, event.path, null, null);
    }
    case 'command': {
      if (event.place !== null) rest.n = event.place;
      if (event.targets.length > 0) rest.g = event.targets.map(({ op, path }) => [TARGET_OPS.indexOf(op), path]);
      const exitCode = Number.isSafeInteger(event.exitCode) ? event.exitCode : null;
      if (event.exitCode !== null && exitCode === null) rest.e = event.exitCode;
      return called(event, event.cwd, event.text === '' ? null : event.text, exitCode);
    }
    case 'read': {
      if (event.outOf !== undefined) rest.k = event.outOf;
      if (event.lines !== null) rest.l = [event.lines.first, event.lines.last];
      return called(event, event.path, null, null);
    }
    case 'rewind': {
      if (event.snapshot !== null) rest.p = event.snapshot;
      if (event.turns !== null) rest.n = event.turns;
      return { path: null, tool: null, call: null, commit: null, parent: null, text: null, exitCode: null, body: null };
    }
  }
}

function called(
  { tool, callId: call, body, trace }: FileChangeEvent | CommandEvent | ReadEvent,
  path: string | null,
  text: string | null,
  exitCode: number | null,
): OwnColumns {
  const isSame = body.line === trace.line && body.offset === trace.offset && body.length === trace.length;
  return { path, tool, call, commit: null, parent: null, text, exitCode, body: isSame ? null : body };
}

/** The event that a row was made of. */
export function eventOf(row: EventRow, { source, sessions, turns }: TraceParts): AgentEvent {
  const rest: Rest = row.rest === null ? NO_REST : (JSON.parse(row.rest) as Rest);
  const { seq, model, flags, path } = row;
  const turn = row.turn === null ? null : required(turns[row.turn], 'turn');
  const trace: TracePointer = { source, line: row.line, offset: row.start, length: row.length };
  const toldSession = rest.s === undefined ? (turn?.session ?? sessions[0]) : sessions[rest.s];
  const session = required(toldSession, 'session');
  const time = rest.at ?? (row.time === null ? null : new Date(row.time).toISOString());
  const inherited = (flags & 8) !== 0;
  const kind = KINDS[flags & 7];
  const outcome = OUTCOMES[(flags >> 4) & 7] as Outcome;
  const word = (flags >> 7) & 3;
  const body: TracePointer = row.body === null ? trace : { source, ...row.body };
  const callId = row.call;
  const tool = row.tool ?? '';
  // Each property is named: what an object is spread into is a slow one, and making it takes most of the time of reading an index.
  switch (kind) {
    case 'file_change': {
      const op = OPS[word] as FileChangeEvent['op'];
      const { o: oldPath = null, n: place = 0 } = rest;
      return {
        kind,
        session,
        turn,
        seq,
        time,
        model,
        trace,
        inherited,
        op,
        path: path ?? '',
        oldPath,
        place,
        outcome,
        callId,
        tool,
        body,
      };
    }
    case 'command': {
      const targets = (rest.g ?? []).map(([op, path]) => ({ path, op: TARGET_OPS[op] as CommandTarget['op'] }));
      const { n: place = null } = rest;
      return {
        kind,
        session,
        turn,
        seq,
        time,
        model,
        trace,
        inherited,
        cwd: path,
        text: row.text ?? '',
        writes: WRITES[word] as CommandEvent['writes'],
        targets,
        exitCode: row.exitCode ?? rest.e ?? null,
        place,
        outcome,
        callId,
        tool,
        body,
      };
    }
    case 'read': {
      const read: ReadEvent = {
        kind,
        session,
        turn,
        seq,
        time,
        model,
        trace,
        inherited,
        path: path ?? '',
        lines: rest.l === undefined ? null : { first: rest.l[0], last: rest.l[1] },
        whole: word === 1,
        outcome,
        callId,
        tool,
        body,
      };
      return rest.k === undefined ? read : { ...read, outOf: rest.k };
    }
    case 'rewind': {
      const { p: snapshot = null, n: turnsBack = null } = rest;
      const files = FILES[word] as RewindEvent['files'];
      return { kind, session, turn, seq, time, model, trace, inherited, files, snapshot, turns: turnsBack };
    }
    default: {
      const snapshot: SnapshotEvent = {
        kind: 'snapshot',
        session,
        turn,
        seq,
        time,
        model,
        trace,
        inherited,
        commit: row.commit ?? '',
        parent: row.parent,
        store: rest.d ?? null,
        cwd: path,
      };
      if (word === 0) return snapshot;
      const late: Pick<SnapshotEvent, 'mayBeLate'> = (word & 1) === 0 ? {} : { mayBeLate: true };
      const folder: Pick<SnapshotEvent, 'ofFolder'> = (word & 2) === 0 ? {} : { ofFolder: true };
      return { ...snapshot, ...late, ...folder };
    }
  }
}

const NO_REST: Rest = {};
