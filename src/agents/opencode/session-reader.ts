import type { TellVisitor } from '../../model/history-fact.js';
import type { Session, TracePointer, TraceSource } from '../../model/session.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { directoryOf, resolvePath } from '../paths.js';
import { SessionBuilder, type SessionReading } from '../session-builder.js';
import { bareSession } from '../session-draft.js';
import { idTime } from './ids.js';
import { projectOf, type StoredMessage, type StoredRecord, type StoredSession } from './record.js';
import { placeOf, recordsIn } from './record-place.js';
import { snapshotStore } from './snapshot-store.js';
import { turnDiffs } from './summaries.js';
import { tellCall } from './tell-call.js';
import { type ToolCall, toolCallOf } from './tools.js';

/** A message that was written so much later than it was made is a fork's copy: it has an id of its own, and the old times. */
const COPIED_MS = 1_000;

/** Titles that OpenCode gives before anybody does. */
const NO_TITLE = /^(?:New session|Child session) - \d{4}-/;

/** Parts of a message of the person that are the person's: what OpenCode adds itself begins no turn. */
const OF_PERSON: ReadonlySet<unknown> = new Set(['text', 'file', 'agent', 'subtask']);

/** Parts that tell nothing of files. */
const SILENT: ReadonlySet<unknown> = new Set(
  'text reasoning file agent subtask retry compaction snapshot patch'.split(' '),
);

interface Step {
  readonly tree: string;
  /** Where what was noted of it is told: right behind it. */
  readonly notes: TracePointer;
  readonly time: string | null;
}

/** The turn that is read, as far as its own records tell of it. */
interface OpenTurn {
  readonly message: StoredMessage;
  readonly pointer: TracePointer;
  first: Step | null;
  last: Step | null;
  /** Milliseconds since 1970: when its last message was finished; null: one was not. */
  completed: number | null;
  root: string | null;
}

/** What one session of a store tells. */
export function readSession(source: TraceSource, stored: StoredSession, onFact: TellVisitor | null): SessionReading {
  return new SessionReader(source, stored, onFact).read();
}

class SessionReader {
  readonly #source: TraceSource;
  readonly #stored: StoredSession;
  readonly #builder: SessionBuilder;
  readonly #store: string | null;
  readonly #records: ReadonlyMap<StoredRecord, number>;
  #line = 0;
  readonly #pointers = new Map<StoredRecord, TracePointer>();
  #turn: OpenTurn | null = null;
  #origin: Session | null = null;

  constructor(source: TraceSource, stored: StoredSession, onFact: TellVisitor | null) {
    this.#source = source;
    this.#stored = stored;
    this.#builder = new SessionBuilder(source, bareSession('opencode', stored.id), onFact);
    this.#records = new Map(recordsIn(stored).map((record, n) => [record, n]));
    this.#store = snapshotStore(source, projectOf(stored.info));
  }

  read(): SessionReading {
    this.#head();
    for (const message of this.#stored.messages) this.#message(message);
    this.#endOfTurn();
    this.#revert();
    return this.#builder.finish();
  }

  #head(): void {
    const { info } = this.#stored;
    const builder = this.#builder;
    const { session } = builder;
    const time = objectOf(info.time);
    builder.at(this.#next(0, 0), isoOf(numberOf(time?.created)));
    session.parentId = textOf(info.parentID);
    session.forkedFrom = textOf(info.forkID);
    session.agentVersion = textOf(info.version);
    session.startedAt = isoOf(numberOf(time?.created));
    builder.archived = numberOf(time?.archived) !== null;
    builder.workedIn(directoryOf(info.directory));
    const title = textOf(info.title);
    if (title !== null && !NO_TITLE.test(title)) builder.named(title);
  }

  #message(message: StoredMessage): void {
    const { data } = message;
    const pointer = this.#pointerOf(message);
    if (data === null) {
      this.#lost(message);
      return;
    }
    const created = numberOf(objectOf(data.time)?.created);
    const near = idTime(message.id, created ?? 0);
    const isCopy = created !== null && near !== null && near - created > COPIED_MS;
    this.#origin = isCopy ? this.#originSession() : null;
    this.#builder.at(pointer, isoOf(created));
    if (data.role === 'user') this.#prompt(message, pointer, isCopy);
    else if (data.role === 'assistant') this.#answer(message, data);
    else this.#builder.lost('record_unknown_type');
  }

  /** Of a copy: where it was taken from, as far as that is told. */
  #originSession(): Session {
    const { session } = this.#builder;
    return session.forkedFrom === null ? session : bareSession('opencode', session.forkedFrom);
  }

  #prompt(message: StoredMessage, pointer: TracePointer, isCopy: boolean): void {
    const own = message.parts.filter(({ data }) => OF_PERSON.has(data?.type) && data?.synthetic !== true);
    for (const part of message.parts) if (part.data === null) this.#lost(part);
    if (own.length === 0 && this.#builder.turn !== null) return;
    this.#endOfTurn();
    this.#builder.at(pointer, isoOf(numberOf(objectOf(message.data?.time)?.created)));
    const text = own.flatMap(({ data }) => textOf(data?.text) ?? textOf(data?.prompt) ?? []).join('\n');
    const origin = this.#origin === this.#builder.session ? null : this.#origin;
    this.#builder.message(text, message.id, origin);
    this.#turn = isCopy ? null : { message, pointer, first: null, last: null, completed: null, root: null };
  }

  #answer(message: StoredMessage, data: JsonObject): void {
    const builder = this.#builder;
    const model = textOf(data.modelID);
    builder.model = model === 'auto' || model === 'default' ? null : model;
    builder.session.provider ??= textOf(data.providerID);
    const path = objectOf(data.path);
    const cwd = directoryOf(path?.cwd) ?? builder.session.cwd;
    builder.workedIn(cwd);
    if (this.#turn !== null) this.#turn.root = directoryOf(path?.root) ?? this.#stored.worktree ?? cwd;
    const time = objectOf(data.time);
    const completed = numberOf(time?.completed);
    const begun = numberOf(time?.created) ?? 0;
    for (const part of inOrder(message.parts)) this.#part(part, begun, cwd);
    this.#count(objectOf(data.tokens));
    if (this.#turn !== null) this.#turn.completed = completed;
    const end = isoOf(completed);
    // It tells of its end when all its parts are there.
    if (end !== null) builder.at({ ...this.#pointerOf(message), line: ++this.#line }, end);
    const error = objectOf(data.error);
    if (error !== null) builder.turnEnded(error.name === 'MessageAbortedError' ? 'aborted' : 'failed');
    else if (completed !== null && data.finish !== 'tool-calls' && data.finish !== 'unknown')
      builder.turnEnded('completed');
  }

  #count(tokens: JsonObject | null): void {
    if (tokens === null) return;
    const cache = objectOf(tokens.cache);
    const parts = [tokens.input, tokens.output, tokens.reasoning, cache?.read, cache?.write];
    const sum = parts.reduce((all: number, part) => all + (numberOf(part) ?? 0), 0);
    this.#builder.tokens = (this.#builder.tokens ?? 0) + (numberOf(tokens.total) ?? sum);
  }

  #part(part: StoredRecord, near: number, cwd: string | null): void {
    const builder = this.#builder;
    const { data } = part;
    const pointer = this.#pointerOf(part);
    if (data === null) {
      this.#lost(part);
      return;
    }
    const written = isoOf(part.created ?? idTime(part.id, near));
    const call = toolCallOf(data);
    if (call !== null) {
      builder.at(pointer, isoOf(call.ended ?? call.started) ?? written);
      tellCall(builder, call, pointer, cwd, this.#origin);
    } else if (data.type === 'step-start' || data.type === 'step-finish') {
      builder.at(pointer, this.#origin === null ? written : null);
      this.#snapshot(data, { notes: { ...pointer, line: ++this.#line }, time: written }, cwd);
    } else if (data.type === 'text') {
      const text = textOf(data.text);
      builder.at(pointer, isoOf(numberOf(objectOf(data.time)?.end)) ?? (this.#origin === null ? written : null));
      if (text !== null && data.synthetic !== true) builder.answer(text);
    } else if (data.type === 'reasoning') {
      builder.at(pointer, isoOf(numberOf(objectOf(data.time)?.end)) ?? (this.#origin === null ? written : null));
      builder.reasoning(textOf(data.text) ?? '');
    } else if (!SILENT.has(data.type)) {
      builder.at(pointer, this.#origin === null ? written : null);
      builder.lost('record_unknown_type');
    }
  }

  #snapshot(data: JsonObject, at: Omit<Step, 'tree'>, cwd: string | null): void {
    const tree = textOf(data.snapshot);
    if (tree === null) return;
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(tree)) {
      this.#builder.lost('snapshot_invalid');
      return;
    }
    const isStart = data.type === 'step-start';
    const late = isStart ? { mayBeLate: true as const } : {};
    this.#builder.add(
      { kind: 'snapshot', commit: tree, parent: null, store: this.#store, cwd, ...late },
      undefined,
      this.#origin,
    );
    if (this.#turn === null) return;
    if (isStart) this.#turn.first ??= { tree, ...at };
    else this.#turn.last = { tree, ...at };
  }

  /**
   * What the turn made of files, as OpenCode noted it with the person's message. It does so after each step, and may be behind: what it
   * noted before the turn was over is not believed.
   */
  #endOfTurn(): void {
    const turn = this.#turn;
    this.#turn = null;
    if (turn === null || turn.first === null || turn.last === null || turn.root === null) return;
    const { updated } = turn.message;
    if (updated === null || turn.completed === null || updated < turn.completed) return;
    const { first, last, root, pointer } = turn;
    const diffs = turnDiffs(turn.message.data ?? {});
    const tell = (step: Step, tool: string, files: readonly string[]): void => {
      this.#builder.at(step.notes, step.time);
      for (const file of files) {
        const path = resolvePath(root, file);
        this.#builder.add({
          kind: 'read',
          path,
          lines: null,
          whole: true,
          outcome: 'applied',
          callId: null,
          tool,
          body: pointer,
          outOf: step.tree,
        });
      }
    };
    tell(
      first,
      TURN_START,
      diffs.filter(({ before }) => before !== null).map(({ file }) => file),
    );
    tell(
      last,
      TURN_END,
      diffs.filter(({ after }) => after !== null).map(({ file }) => file),
    );
  }

  /** The person took everything back from a message on: the files are as they were, until the next prompt deletes what was undone. */
  #revert(): void {
    const { info, messages } = this.#stored;
    const revert = objectOf(info.revert);
    const from = textOf(revert?.messageID);
    const index = from === null ? -1 : messages.findIndex(({ id }) => id === from);
    if (index === -1) return;
    const part = textOf(revert?.partID);
    const undone = messages.slice(index);
    const parts = undone.flatMap((message, n) =>
      n > 0 || part === null ? message.parts : message.parts.filter(({ id }) => id >= part),
    );
    const patches = parts.flatMap(({ data }) => (data?.type === 'patch' ? [textOf(data.hash)] : []));
    const turns = undone.filter(({ data }) => data?.role === 'user').length;
    const files = patches.length > 0 ? 'restored' : 'untouched';
    this.#builder.at(this.#next(0, 0), isoOf(numberOf(objectOf(info.time)?.updated)));
    this.#builder.add({
      kind: 'rewind',
      files,
      snapshot: patches[0] ?? null,
      turns: turns === 0 ? null : turns,
    });
    this.#builder.tell('thread_rolled_back', { turns: turns === 0 ? null : turns, files });
  }

  #lost(record: StoredRecord): void {
    this.#builder.lost(record.length === -1 ? 'record_too_large' : 'record_unparsable');
  }

  /** One place for each record, in the order in which they are come to. */
  #pointerOf(record: StoredRecord): TracePointer {
    const known = this.#pointers.get(record);
    if (known !== undefined) return known;
    const pointer = this.#next(placeOf(record, this.#records), Math.max(0, record.length));
    this.#pointers.set(record, pointer);
    return pointer;
  }

  #next(offset: number, length: number): TracePointer {
    return { source: this.#source, line: ++this.#line, offset, length };
  }
}

/** What tells a noted content of the beginning of a turn from one of its end. */
export const TURN_START = 'turn start';
const TURN_END = 'turn end';

/** Calls of one step run at the same time: in the order in which they ended. */
function inOrder(parts: readonly StoredRecord[]): StoredRecord[] {
  const calls = new Map<StoredRecord, ToolCall>();
  for (const part of parts) {
    const call = part.data === null ? null : toolCallOf(part.data);
    if (call !== null) calls.set(part, call);
  }
  const ordered: StoredRecord[] = [];
  let open: StoredRecord[] = [];
  const endOf = (part: StoredRecord): number => calls.get(part)?.ended ?? Number.POSITIVE_INFINITY;
  const close = (): void => {
    ordered.push(...open.sort((a, b) => compare(endOf(a), endOf(b))));
    open = [];
  };
  for (const part of parts) {
    if (calls.has(part)) open.push(part);
    else {
      if (part.data?.type === 'step-start' || part.data?.type === 'step-finish') close();
      ordered.push(part);
    }
  }
  close();
  return ordered;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isoOf(ms: number | null): string | null {
  if (ms === null || Math.abs(ms) > 8.64e15) return null;
  return new Date(ms).toISOString();
}
