import type {
  AgentEvent,
  CommandEvent,
  FileChangeBody,
  FileChangeEvent,
  ReadEvent,
  RewindEvent,
  SnapshotEvent,
} from '../model/agent-event.js';
import type { Warning } from '../model/diagnostic.js';
import type { FactDetail, HistoryFact, HistoryFactType, TellVisitor, WholeTexts } from '../model/history-fact.js';
import type { Session, TracePointer, TraceSource, Turn } from '../model/session.js';
import type { SessionSummary } from '../model/session-summary.js';
import { redact } from '../secrets/known-forms.js';
import type { SessionTrace, SourceProbe } from './agent-adapter.js';
import { type DiagnosticCode, Diagnostics } from './diagnostics.js';
import { editData, type LineCounts, lineCounts, messageData, OUTCOME_WORDS, previewOf } from './fact-data.js';
import { itemTypeOf } from './item-type.js';
import { firstLineOf, lineOf } from './plain-line.js';
import type { SessionDraft } from './session-draft.js';

/** What an event tells by itself; the rest comes from where its record stands. */
type Own<T extends AgentEvent> = Omit<T, 'session' | 'turn' | 'seq' | 'time' | 'model' | 'trace' | 'inherited'>;
export type OwnEvent =
  | Own<FileChangeEvent>
  | Own<CommandEvent>
  | Own<ReadEvent>
  | Own<SnapshotEvent>
  | Own<RewindEvent>;

/** The point of a session at which something was asked for: its result may stand far behind. */
export interface Moment {
  readonly turn: Turn | null;
  readonly model: string | null;
}

/** What one reading of a source comes to. */
export interface SessionReading {
  readonly probe: SourceProbe;
  readonly trace: SessionTrace;
  readonly summary: SessionSummary;
  readonly sessions: readonly Session[];
}

const PREVIEW = 200;
const TITLE = 120;
const LOOKED_AT = 8_000;

/** Events of one record have successive numbers; more than these share the last one's room. */
const EVENTS_OF_RECORD = 1_000;

/**
 * Gathers what the records of one session tell, in their order, and makes all of it that an adapter gives: probe, trace, summary and
 * history. For agents whose records say plainly where turns begin.
 *
 * Before anything else is told of a record, `at` names it.
 */
export class SessionBuilder {
  readonly session: SessionDraft;
  readonly diagnostics = new Diagnostics();
  /** In force for what is told next, where a record does not tell its own. */
  model: string | null = null;
  archived = false;
  /** The records do not tell that the last turn is over, but end as one that is. */
  isAnswered = false;
  tokens: number | null = null;
  /** What started the session, as recorded. */
  startedFrom: string | null = null;
  readonly #source: TraceSource;
  readonly #onFact: TellVisitor | null;
  readonly #events: AgentEvent[] = [];
  readonly #turns: Turn[] = [];
  readonly #sessions: Session[];
  readonly #cwds = new Set<string>();
  readonly #snapshots = new Set<string>();
  #pointer: TracePointer;
  #time: string | null = null;
  #firstTime: string | null = null;
  #lastTime: string | null = null;
  #ofRecord = 0;
  #facts = 0;
  #title: string | null = null;
  #firstMessage: string | null = null;
  #lastTurn: SessionSummary['lastTurn'] = 'none';
  #started = false;
  readonly #edited = { paths: new Set<string>(), insertions: 0, deletions: 0 };

  /**
   * @param session to be filled in while reading goes on.
   * @param onFact null: nobody asks for the history.
   */
  constructor(source: TraceSource, session: SessionDraft, onFact: TellVisitor | null) {
    this.#source = source;
    this.session = session;
    this.#onFact = onFact;
    this.#sessions = [session];
    this.#pointer = { source, line: 0, offset: 0, length: 0 };
  }

  /** The session's own turn that runs; null before the first. */
  get turn(): Turn | null {
    return this.#turns.findLast(({ session }) => session === this.session) ?? null;
  }

  /** The record that `at` named. */
  get pointer(): TracePointer {
    return this.#pointer;
  }

  get moment(): Moment {
    return { turn: this.turn, model: this.model };
  }

  /**
   * What follows is told by this record.
   * @param time ISO 8601 UTC as `isoTime` gives it.
   */
  at(pointer: TracePointer, time: string | null): void {
    if (pointer.line !== this.#pointer.line || pointer.offset !== this.#pointer.offset) {
      this.#ofRecord = 0;
      this.#facts = 0;
    }
    this.#pointer = pointer;
    this.#time = time;
    if (time === null) return;
    if (this.#firstTime === null || time < this.#firstTime) this.#firstTime = time;
    if (this.#lastTime === null || time > this.#lastTime) this.#lastTime = time;
  }

  lost(code: DiagnosticCode, times = 1): void {
    this.diagnostics.count(code, times);
  }

  /** The session worked in this directory, absolute as recorded. */
  workedIn(directory: string | null): void {
    if (directory === null) return;
    this.#cwds.add(directory);
    this.session.cwd ??= directory;
  }

  /** The session had to do with this directory, absolute as recorded; it is not where it was started. */
  alsoWorkedIn(directory: string): void {
    this.#cwds.add(directory);
  }

  /** A name that the session's own records give it. */
  named(title: string | null): void {
    if (title !== null) this.#title = lineOf(redact(title.slice(0, LOOKED_AT)), TITLE);
  }

  /** Another session that events will name; the same object for the same id. */
  addSession(session: Session): void {
    if (!this.#sessions.includes(session)) this.#sessions.push(session);
  }

  /**
   * A message of the person: it begins a turn.
   * @param text as the person wrote it.
   * @param inherited the session that a copied message belongs to; null: it is no copy.
   */
  message(text: string, id: string | null, inherited: Session | null = null): Turn {
    if (inherited === null) this.#endTurn('completed');
    const session = inherited ?? this.session;
    const turn: Turn = {
      session,
      index: this.#ownTurns(session) + 1,
      id,
      startedAt: this.#time,
      prompt: firstLineOf(text),
    };
    this.#turns.push(turn);
    if (inherited !== null) {
      this.addSession(inherited);
      return turn;
    }
    if (this.#firstMessage === null) {
      const preview = lineOf(redact(text.slice(0, LOOKED_AT)), PREVIEW);
      if (preview !== '') this.#firstMessage = preview;
    }
    this.#start();
    if (this.#onFact !== null) this.#fact('user_message', messageData(text), { text });
    this.#fact('step_started', { turn: turn.index, model: this.model });
    this.#lastTurn = 'open';
    return turn;
  }

  /** The model said something. */
  answer(text: string): void {
    if (this.#onFact === null) return;
    this.#fact('agent_message_complete', messageData(text), { text });
  }

  /**
   * @param command what a shell ran, else null.
   * @param cwd where it ran, absolute as recorded.
   * @param whole what the tool was given.
   */
  call(
    callId: string | null,
    tool: string,
    command: string | null,
    cwd: string | null = this.session.cwd,
    whole: Pick<WholeTexts, 'input'> = {},
  ): void {
    if (this.#onFact === null) return;
    const data = { call_id: callId, tool, command: command === null ? null : previewOf(command) };
    const item = itemTypeOf(tool, command !== null);
    this.#fact('tool_call', data, command === null ? { item } : { item, text: command, cwd }, whole);
  }

  /** @param whole what the tool gave back, and what it was given, where the call did not tell that yet. */
  result(
    callId: string | null,
    outcome: FileChangeEvent['outcome'],
    exitCode: number | null,
    whole: Pick<WholeTexts, 'input' | 'output'> = {},
  ): void {
    this.#fact('tool_result', { call_id: callId, exit_code: exitCode, status: OUTCOME_WORDS[outcome] }, {}, whole);
  }

  /** The model told what it thought. It is part of a transcript only. */
  reasoning(text: string): void {
    if (this.#onFact === null || text.trim() === '') return;
    const { turn } = this;
    const place = { ordinal: this.#pointer.line, n: this.#facts, time: this.#time };
    const fact = {
      ...place,
      type: 'reasoning',
      turnId: turn?.id ?? null,
      turn: turn?.index ?? null,
      data: {},
    } as const;
    this.#onFact(fact, { text }, { model: this.model });
  }

  /** Another fact of the history, in the words of formats/run-history.md, 4. */
  tell(type: HistoryFactType, data: HistoryFact['data']): void {
    this.#fact(type, data);
  }

  /** The turn is over: nothing, or a person, or an error ended it. */
  turnEnded(how: 'completed' | 'aborted' | 'failed'): void {
    this.#endTurn(how);
  }

  /**
   * @param moment when it was asked for; not given: now.
   * @param inherited the session that a copied record belongs to; null: it is no copy.
   */
  add(own: OwnEvent, moment: Moment = this.moment, inherited: Session | null = null): void {
    const pointer = this.#pointer;
    const event = {
      session: inherited ?? this.session,
      turn: moment.turn,
      seq: pointer.line * EVENTS_OF_RECORD + Math.min(this.#ofRecord++, EVENTS_OF_RECORD - 1),
      time: inherited === null ? this.#time : null,
      model: moment.model,
      trace: pointer,
      inherited: inherited !== null,
      ...own,
    } as AgentEvent;
    if (inherited !== null) this.addSession(inherited);
    if (own.kind === 'snapshot') {
      this.#snapshots.add(own.commit);
      this.#fact('snapshot_taken', { commit: own.commit, parent: own.parent });
    }
    this.#events.push(event);
  }

  /** Tells the history of a change that was carried out. @param body its text. */
  edited(event: Pick<FileChangeEvent, 'path' | 'oldPath' | 'op' | 'callId'>, body: FileChangeBody, by: string): void {
    if (this.#onFact === null) return;
    const counts: LineCounts | null = lineCounts(body);
    this.#fact('file_edit', editData(event, counts, this.session.cwd, by));
    this.#edited.paths.add(event.path);
    this.#edited.insertions += counts?.insertions ?? 0;
    this.#edited.deletions += counts?.deletions ?? 0;
  }

  /** The source ends here. */
  finish(): SessionReading {
    if (this.#outcome !== 'open' && this.#outcome !== 'none')
      this.#fact('run_finished', { turns: this.#ownTurns(this.session) });
    this.session.startedAt ??= this.#firstTime;
    const { session } = this;
    const trace: SessionTrace = {
      source: this.#source,
      session,
      turns: this.#turns,
      events: [...this.#events].sort((a, b) => a.seq - b.seq),
      warnings: this.#warnings(),
    };
    const probe: SourceProbe = {
      source: this.#source,
      session: session.id === '' ? null : session,
      cwds: [...this.#cwds],
      snapshots: [...this.#snapshots],
      git: session.git,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
    };
    return { probe, trace, sessions: this.#sessions, summary: this.#summary() };
  }

  #ownTurns(of: Session): number {
    return this.#turns.filter(({ session }) => session === of).length;
  }

  /** How the last turn stands. */
  get #outcome(): SessionSummary['lastTurn'] {
    return this.isAnswered && this.#lastTurn === 'open' ? 'completed' : this.#lastTurn;
  }

  #warnings(): Warning[] {
    return this.diagnostics.warnings(this.#source);
  }

  #summary(): SessionSummary {
    return {
      title: this.#title ?? (this.#firstMessage === null ? null : lineOf(this.#firstMessage, TITLE)),
      firstMessage: this.#firstMessage,
      turns: this.#ownTurns(this.session),
      archived: this.archived,
      createdAt: this.session.startedAt,
      updatedAt: this.#lastTime,
      model: this.model,
      tokens: this.tokens,
      source: this.startedFrom,
      lastTurn: this.#outcome,
    };
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#fact('run_started', { cwd: this.session.cwd, cli_version: this.session.agentVersion });
  }

  #endTurn(how: 'completed' | 'aborted' | 'failed'): void {
    if (this.#lastTurn !== 'open') return;
    const { paths, insertions, deletions } = this.#edited;
    if (paths.size > 0) this.#fact('diff_updated', { insertions, deletions, files_changed: paths.size });
    paths.clear();
    Object.assign(this.#edited, { insertions: 0, deletions: 0 });
    if (how === 'completed') this.#fact('step_completed', { duration_ms: null });
    else this.#fact('step_failed', { reason: how === 'aborted' ? 'interrupted' : 'error' });
    this.#lastTurn = how;
  }

  #fact(
    type: HistoryFactType,
    data: HistoryFact['data'],
    detail: FactDetail = {},
    whole: Omit<WholeTexts, 'model'> = {},
  ): void {
    if (this.#onFact === null) return;
    const { turn } = this;
    const ordinal = this.#pointer.line;
    const place = { ordinal, n: this.#facts++, type, time: this.#time };
    const fact = { ...place, turnId: turn?.id ?? null, turn: turn?.index ?? null, data };
    this.#onFact(fact, detail, { model: this.model, ...whole });
  }
}
