import type { TracePointer } from '../../model/session.js';
import type { DiagnosticCode } from '../diagnostics.js';
import { detached, type JsonObject, numberOf, objectOf, textOf, textsOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { callsOf, modelOf, personText, plainText, thoughtsOf, withoutContext } from './messages.js';
import type { ProjectRoot } from './project-root.js';
import type { ChatVisitor } from './records.js';
import { resultText } from './result-text.js';
import { type ToolCall, toolCallOf } from './tool-call.js';

/** Something that happened, and the record that tells it. */
export interface Step {
  readonly at: TracePointer;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  readonly what:
    | { readonly kind: 'message'; readonly id: string; readonly text: string }
    | { readonly kind: 'answer'; readonly model: string | null; readonly text: string }
    | { readonly kind: 'thought'; readonly model: string | null; readonly text: string }
    | { readonly kind: 'call'; readonly model: string | null; readonly call: ToolCall }
    /** `to`: id of the message whose turn goes on; null: of none, or the next message begins one. */
    | { readonly kind: 'rewind'; readonly turns: number; readonly to: string | null }
    | { readonly kind: 'time' };
}

/** What is told of the session. */
export interface ChatDetails {
  readonly sessionId: string | null;
  readonly startTime: string | null;
  readonly summary: string | null;
  readonly kind: string | null;
  readonly directories: readonly string[];
}

const TYPES = new Set(['user', 'gemini', 'info', 'error', 'warning']);

/** A message of the conversation. */
interface Live {
  /** The turn that it began, by the id that the message had first; null: none. */
  readonly turn: string | null;
  /** What it says in words, without what the program adds: how long that is, and how it begins. */
  readonly said: string;
  readonly line: number;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
}

/** What copies of messages tell once more. */
const COPIED: ReadonlySet<string> = new Set(['message', 'answer', 'thought']);

/** Messages that are written anew are written within this, in milliseconds. */
const AT_ONCE = 2_000;

/** A path may stand in a text that a tool gave: the longest that are looked at. */
const LOOKED_AT = 4_000;

/**
 * Gathers the steps of a session in the order of their records. A message is written anew whenever something of it came in: each
 * call counts once, where a record first says how it ended. Nothing is forgotten where the list of messages is replaced or cut: what
 * calls did to files stays (formats/gemini-cli.md, 4).
 */
export class ChatLog implements ChatVisitor {
  readonly lostRecords: [DiagnosticCode, number][] = [];
  readonly #root: ProjectRoot;
  #steps: Step[] = [];
  /** Calls that no record ended so far, by id. */
  readonly #open = new Map<string, Step>();
  readonly #done = new Set<string>();
  readonly #told = new Set<string>();
  readonly #answered = new Set<string>();
  /** How many thoughts of a message were told. */
  readonly #thoughts = new Map<string, number>();
  /** Messages of the conversation as it is, in order. */
  #live = new Map<string, Live>();
  readonly #tokens = new Map<string, number>();
  #endsInWords = false;
  readonly #details: { -readonly [K in keyof ChatDetails]: ChatDetails[K] } = {
    sessionId: null,
    startTime: null,
    summary: null,
    kind: null,
    directories: [],
  };

  constructor(root: ProjectRoot) {
    this.#root = root;
  }

  get session(): ChatDetails {
    return this.#details;
  }

  /** All tokens, as counted; null where none were. */
  get tokens(): number | null {
    return this.#tokens.size === 0 ? null : [...this.#tokens.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Whether the conversation ends with an answer in words, and no call is open. */
  get isAnswered(): boolean {
    return this.#endsInWords && this.#open.size === 0;
  }

  /** Of what was told so far, ISO 8601 UTC; null: none was. */
  get firstTime(): string | null {
    const times = [...this.#steps, ...this.#open.values()].flatMap(({ time }) => time ?? []);
    return times.reduce<string | null>((first, time) => (first === null || time < first ? time : first), null);
  }

  /** In the order of their records; those of one record in its own order. */
  steps(): Step[] {
    // A sort keeps the order of equals, and calls without an end come last in their record.
    return [...this.#steps, ...this.#open.values()].sort((a, b) => a.at.line - b.at.line);
  }

  details(told: JsonObject, at: TracePointer): void {
    const details = this.#details;
    details.sessionId ??= textOf(told.sessionId);
    details.startTime ??= isoTime(told.startTime);
    details.summary = textOf(told.summary) ?? details.summary;
    details.kind ??= textOf(told.kind);
    if (typeof told.projectHash === 'string') this.#root.hashIs(told.projectHash);
    const directories = textsOf(told.directories);
    for (const directory of directories) this.#root.see(directory);
    if (directories.length > 0) details.directories = [...new Set([...details.directories, ...directories])];
    for (const time of [isoTime(told.startTime), isoTime(told.lastUpdated)]) {
      if (time !== null) this.#steps.push({ at, time, what: { kind: 'time' } });
    }
  }

  message(message: JsonObject, at: TracePointer): void {
    if (typeof message.type !== 'string' || !TYPES.has(message.type)) this.lost('record_unknown_type');
    if (message.type === 'user' || message.type === 'gemini') this.#endsInWords = isInWords(message);
    const id = textOf(message.id) ?? '';
    const text = this.#told.has(id) ? null : personText(message);
    if (!this.#live.has(id)) {
      const turn = text === null ? null : detached(id);
      this.#live.set(id, { turn, said: saidIn(message), line: at.line, time: isoTime(message.timestamp) });
    }
    if (text !== null) {
      this.#told.add(id);
      this.#seePaths(text);
      this.#steps.push({ at, time: this.#time(message.timestamp), what: { kind: 'message', id: detached(id), text } });
    }
    this.#answer(message, id, at);
  }

  messages(messages: readonly JsonObject[], at: TracePointer): void {
    if (this.#isWrittenAnew(messages, at)) return;
    const before = this.#live;
    this.#live = new Map();
    for (const message of messages) {
      const id = textOf(message.id) ?? '';
      // What is new in such a list is a summary of what was dropped, and no person's.
      const isNew = { turn: null, said: saidIn(message), line: at.line, time: isoTime(message.timestamp) };
      this.#live.set(id, before.get(id) ?? isNew);
      this.#seePaths(plainText(message.content));
      this.#answer(message, id, at);
    }
  }

  /**
   * Where the person goes back to a checkpoint (`/restore`), the conversation up to there is written anew, each message under a new id and with
   * the time of now, and then listed: these are no messages, and what stood behind is dropped.
   */
  #isWrittenAnew(messages: readonly JsonObject[], at: TracePointer): boolean {
    const live = [...this.#live];
    const before = live.slice(0, -messages.length).map(([, one]) => one);
    const anew = live.slice(-messages.length);
    if (messages.length === 0 || before.length === 0) return false;
    if (!anew.every(([id], n) => id === textOf(messages[n]?.id))) return false;
    const [first, last] = [anew[0]?.[1], anew.at(-1)?.[1]].map((one) => Date.parse(one?.time ?? ''));
    if (!(Number(last) - Number(first) < AT_ONCE)) return false;
    const said = before.filter((one) => one.said !== '');
    const copies = anew.filter(([, one]) => one.said !== '');
    if (copies.length === 0 || !copies.every(([, { said: text }], n) => text === said[n]?.said)) return false;
    const from = anew[0]?.[1].line ?? 0;
    const isCopied = ({ at: { line }, what: { kind } }: Step): boolean => line >= from && COPIED.has(kind);
    this.#steps = this.#steps.filter((step) => !isCopied(step));
    let turns = said.filter(({ turn }) => turn !== null).length;
    let to: string | null = null;
    const originals = new Map(copies.map(([id], n) => [id, said[n]?.turn ?? null]));
    for (const turn of originals.values()) {
      if (turn === null) continue;
      turns--;
      to = turn;
    }
    this.#live = new Map(anew.map(([id, one]) => [id, { ...one, turn: originals.get(id) ?? null }]));
    this.#endsInWords = false;
    this.#steps.push({ at, time: null, what: { kind: 'rewind', turns, to } });
    return true;
  }

  rewind(messageId: string, at: TracePointer): void {
    const ids = [...this.#live.keys()];
    const from = Math.max(0, ids.indexOf(messageId));
    const dropped = ids.slice(from);
    this.#endsInWords = false;
    const turns = dropped.filter((id) => (this.#live.get(id)?.turn ?? null) !== null).length;
    for (const id of dropped) this.#live.delete(id);
    this.#steps.push({ at, time: null, what: { kind: 'rewind', turns, to: null } });
  }

  lost(code: DiagnosticCode, times = 1): void {
    this.lostRecords.push([code, times]);
  }

  #answer(message: JsonObject, id: string, at: TracePointer): void {
    if (message.type !== 'gemini') return;
    const model = modelOf(message);
    const text = plainText(message.content);
    const thoughts = thoughtsOf(message);
    const told = this.#thoughts.get(id) ?? 0;
    // A message is written anew with those of before.
    if (thoughts.length > told) this.#thoughts.set(id, thoughts.length);
    for (const { text, timestamp } of thoughts.slice(told)) {
      const time = isoTime(timestamp ?? message.timestamp);
      this.#steps.push({ at, time, what: { kind: 'thought', model, text: detached(text) } });
    }
    if (text.trim() !== '' && !this.#answered.has(id)) {
      this.#answered.add(id);
      const what = { kind: 'answer' as const, model, text: detached(text) };
      this.#steps.push({ at, time: this.#time(message.timestamp), what });
    }
    const total = numberOf(objectOf(message.tokens)?.total);
    if (total !== null) this.#tokens.set(id, total);
    callsOf(message).forEach((record, index) => {
      this.#call(record, index, `${id}\0${index}`, { model, at, timestamp: message.timestamp });
    });
  }

  /** @param own what tells a call without an id from others. */
  #call(
    record: JsonObject,
    index: number,
    own: string,
    { model, at, timestamp }: { model: string | null; at: TracePointer; timestamp: unknown },
  ): void {
    const key = textOf(record.id) ?? own;
    if (this.#done.has(key)) return;
    const call = toolCallOf(record, index);
    if (!call.isDone && this.#open.has(key)) return;
    const time = this.#time(call.timestamp ?? timestamp);
    const step: Step = { at, time, what: { kind: 'call', model, call } };
    if (call.shape.kind === 'edit' || call.shape.kind === 'read') this.#root.see(call.shape.path);
    this.#seePaths(resultText(record) ?? '');
    if (!call.isDone) {
      this.#open.set(key, step);
      return;
    }
    this.#open.delete(key);
    this.#done.add(key);
    this.#steps.push(step);
  }

  #time(timestamp: unknown): string | null {
    const time = isoTime(timestamp);
    if (time === null && timestamp !== undefined) this.lost('time_invalid');
    return time;
  }

  /** Absolute paths that a text names. */
  #seePaths(text: string): void {
    if (this.#root.isProven) return;
    for (const [, path = ''] of text
      .slice(0, LOOKED_AT)
      .matchAll(/(?:^|[\s:'"`(])((?:\/|[A-Za-z]:\\)[^\n\r'"`<>|]+)/g)) {
      this.#root.see(path.trimEnd().replace(/[.,:;)]+$/, ''));
    }
  }
}

/** An answer that asks for nothing: the last one of a turn. */
function isInWords(message: JsonObject): boolean {
  return message.type === 'gemini' && callsOf(message).length === 0 && plainText(message.content).trim() !== '';
}

function saidIn({ type, content }: JsonObject): string {
  const text = type === 'user' || type === 'gemini' ? withoutContext(plainText(content)).trim() : '';
  return text === '' ? '' : detached(`${text.length} ${text.slice(0, 200)}`);
}
