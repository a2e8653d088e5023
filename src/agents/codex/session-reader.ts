import type { AgentEvent, RewindEvent } from '../../model/agent-event.js';
import type { JsonValue } from '../../model/json-value.js';
import type { TracePointer, TraceSource, Turn } from '../../model/session.js';
import type { Part, ScannedRecord, Verdict } from '../../scan/scan-records.js';
import type { SessionTrace } from '../agent-adapter.js';
import type { Diagnostics } from '../diagnostics.js';
import { detached, type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { directoryOf } from '../paths.js';
import { bareSession, type SessionDraft } from '../session-draft.js';
import { Ancestry } from './ancestry.js';
import { CallLedger } from './call-ledger.js';
import { commandParts, patchPart, programPart } from './call-parts.js';
import { toolCallOf } from './calls.js';
import { executionOf } from './executions.js';
import { callIdOf, executionIdOf, isKnownCompletedItem, kindOf, type RecordKind, unwanted } from './headers.js';
import { type Marker, markerEvent } from './markers.js';
import { contentText, environmentCwd, isPersons, promptOf } from './messages.js';
import { resultOf, scriptResultOf, structuredOutcome } from './outcomes.js';
import type { Outline } from './outline.js';
import { type OutputHead, outputByHead } from './output-head.js';
import { structuredHeads } from './patches.js';
import type { Call, Told } from './pending-calls.js';
import { StateReader, StateWriter } from './reader-state.js';
import { recordPlace } from './record-place.js';
import type { CodexRecord } from './records.js';
import { sessionOf, updateSession } from './sessions.js';
import { ghostOf } from './snapshots.js';
import { cwdOf, type Place } from './tasks.js';
import { Turns } from './turns.js';

/** As `SessionReader.state` tells them. */
interface ReaderState {
  readonly sessions: readonly SessionDraft[];
  readonly list: readonly (readonly [number, string | null, string | null, string])[];
  readonly tasks: JsonValue;
  readonly turns: JsonValue;
  readonly ancestry: JsonValue;
  readonly calls: JsonValue;
  readonly markers: readonly JsonValue[];
  readonly ghosts: readonly string[];
  readonly firstExecution: number | null;
  readonly at: number;
  readonly unidentified: boolean;
}

/** Makes turns and events of the records of a source, in one pass. */
export class SessionReader {
  private readonly diagnostics: Diagnostics;
  private readonly outline: Outline | null;
  private readonly firstOwnLine: number | null;
  private turns = new Turns();
  private readonly calls = new CallLedger();
  /** Place of the record before the first one that tells of a command by itself. */
  private firstExecution: number | null = null;
  private readonly markers: Marker[] = [];
  private readonly ghosts = new Set<string>();
  private session: SessionDraft | null = null;
  private ancestry: Ancestry | null = null;
  /** Place of the record that is being read, or was read last. */
  private at = 0;
  private unidentified = false;
  /** No record named the session so far: it is taken for the one that `TraceSource.assumed` names. */
  private isAssumed = false;
  /** Where in the conversation the record stands that was read last, as far as the file is read; null before the first. */
  here: (() => Place) | null = null;
  /** The call that it tells of, or null. */
  touched: Call | null = null;
  /** A record tells of a call that only an earlier pass knew: what is told here is wrong. */
  lacks = false;

  /**
   * @param outline null: what a list tells of the session is not asked for.
   * @param firstOwnLine where the copies of a fork end, from 1, if its times tell it; null: its ids do.
   */
  constructor(diagnostics: Diagnostics, outline: Outline | null, firstOwnLine: number | null) {
    this.diagnostics = diagnostics;
    this.outline = outline;
    this.firstOwnLine = firstOwnLine;
  }

  /** Where copies begin whose end only the times of the lines can tell, or null. */
  copiesByTime(): TracePointer | null {
    return this.ancestry?.needsTimes ?? null;
  }

  /** @param kind of the record, as its first bytes tell it. */
  verdict(kind: RecordKind | null, bytes: Buffer, start: number, end: number, part: Part): Verdict {
    switch (kind) {
      case 'skip':
      case 'plan':
      case 'compaction':
      case 'self_told':
        return unwanted(bytes, start);
      case 'bare_skip':
        return 'skip';
      case 'bare_answer':
        this.outline?.answer();
        return 'skip';
      case 'answer':
        this.outline?.answer();
        return unwanted(bytes, start);
      case 'error':
        this.outline?.failure();
        return unwanted(bytes, start);
      case 'tokens':
        if (part === 'head' || part === 'last') {
          return 'want';
        }
        this.outline?.tokensIn(bytes, start, end);
        return unwanted(bytes, start);
      case 'output': {
        const id = callIdOf(bytes, start, end);
        return id === null || this.calls.isOf(id) ? 'want' : unwanted(bytes, start);
      }
      case 'execution': {
        this.firstExecution ??= this.at;
        const id = executionIdOf(bytes, start, end);
        return id === null || this.calls.mayRun(id) ? 'want' : unwanted(bytes, start);
      }
      default:
        return 'want';
    }
  }

  record(record: CodexRecord): void {
    this.at = recordPlace(record.pointer);
    this.touched = null;
    if (record.type === 'session_meta') {
      this.meta(record);
      return;
    }
    const { payload } = record;
    const kind = kindOf(record.type, textOf(payload.type) ?? '');
    if (kind === null) {
      this.diagnostics.count('record_unknown_type');
      return;
    }
    if (this.session === null) {
      this.assume(record.pointer);
    }
    if (this.session === null || this.ancestry === null) {
      this.unidentified ||=
        kind === 'call' || kind === 'custom' || kind === 'ghost' || kind === 'event' || kind === 'item_completed';
      return;
    }
    if (kind !== 'output') {
      this.outline?.time(record.time);
    }
    const turnId = turnIdOf(record);
    const inherited = this.ancestry.isCopy(record, turnId);
    const session = inherited ? this.ancestry.originOf(turnId ?? this.turns.currentId()) : this.session;
    const place = () => this.turns.place(this.at, turnId, session, inherited);
    this.here = place;
    switch (kind) {
      case 'context':
        this.outline?.model(modelIn(payload));
        this.turns.context(this.at, turnId, modelIn(payload), directoryOf(payload.cwd));
        if (this.isAssumed) {
          session.cwd ??= directoryOf(payload.cwd);
        }
        break;
      case 'call':
      case 'custom':
        this.outline?.call();
        this.call(record, place());
        break;
      case 'tokens':
        this.outline?.tokens(payload);
        break;
      case 'answer':
        this.outline?.answer();
        break;
      case 'error':
        this.outline?.failure();
        break;
      case 'output':
        this.output(record);
        break;
      case 'ghost':
        this.ghost(record, place());
        break;
      case 'event':
        this.event(record, session, place);
        break;
      case 'item_completed':
        this.completed(record, session, place);
        break;
      default:
        this.bareMessage(record, session);
    }
  }

  /** Where the session runs, as far as the file is read. */
  cwd(): string | null {
    return this.session?.cwd ?? null;
  }

  /** The turn that was begun last, where it is one of the session's own; else null. */
  ownTurn(): Turn | null {
    const last = this.turns.list.at(-1);
    return last !== undefined && last.session === this.session ? last : null;
  }

  /**
   * Takes an output by its first bytes, where nothing else of it counts.
   * @returns false: the record has to be parsed.
   */
  takeOutput(record: ScannedRecord, source: TraceSource): boolean {
    const id = callIdOf(record.bytes, 0, record.length);
    return id !== null && this.calls.latest(id) !== undefined && this.tellOutput(id, record, source) !== null;
  }

  /**
   * What an output tells by its first bytes, and its turn by its last; a call that waits for it has it then.
   * @param id of the call.
   * @returns null: the record has to be parsed.
   */
  tellOutput(id: string, { bytes, line, offset, length }: ScannedRecord, source: TraceSource): OutputHead | null {
    const { session } = this;
    const call = this.calls.latest(id);
    // Where there is a patch, the list of changed files counts, too.
    const isMore = call !== undefined && (call.patch !== null || call.program !== null);
    if (isMore || session === null || this.ancestry?.isPlain !== true) {
      return null;
    }
    const told = outputByHead(bytes, id);
    if (told === null) {
      return null;
    }
    this.at = recordPlace({ source, line, offset, length });
    this.touched = null;
    this.here = () => this.turns.place(this.at, told.turnId, session, false);
    if (call !== undefined && call.output === null) {
      const record = { pointer: { source, line, offset, length }, time: told.time };
      call.output = { record, at: this.at, result: told.result };
    }
    return told;
  }

  /** In order of `seq`. Without those of calls that an earlier pass knew all about. */
  events(): AgentEvent[] {
    const cwd = this.session?.cwd ?? null;
    const events = this.calls.events(this.firstExecution);
    for (const marker of this.markers) {
      events.push(markerEvent(marker, cwd));
    }
    return events.sort((a, b) => a.seq - b.seq);
  }

  trace(source: TraceSource): SessionTrace {
    const warnings = this.diagnostics.warnings(source, [
      ['session_unidentified', this.unidentified && this.session === null ? 1 : 0],
      ['session_assumed', this.isAssumed ? 1 : 0],
      ['patch_unreadable', this.calls.unreadablePatches()],
    ]);
    return {
      source,
      session: this.session ?? NO_SESSION,
      turns: this.turns.list,
      events: this.events(),
      warnings,
    };
  }

  /** The session, and those whose history was copied. */
  sessions(): SessionDraft[] {
    return this.session === null ? [NO_SESSION] : [this.session, ...(this.ancestry?.ancestors ?? [])];
  }

  /** Whether `state` can tell what is needed to go on later. */
  get isResumable(): boolean {
    const { session, ancestry, firstOwnLine } = this;
    return session !== null && ancestry !== null && firstOwnLine === null && this.copiesByTime() === null;
  }

  /** All that is needed to go on later, as plain JSON. */
  state(): JsonValue {
    const sessions = this.sessions();
    const writer = new StateWriter(sessions, this.turns.list);
    const state = {
      sessions: sessions.map((session) => ({ ...session })),
      list: this.turns.list.map(({ session, id, startedAt, prompt }) => [
        writer.sessionNumber(session),
        id,
        startedAt,
        prompt,
      ]),
      turns: this.turns.state(writer),
      ancestry: this.ancestry?.state() ?? null,
      calls: this.calls.state(writer, (place) => this.turns.isSettled(place)),
      markers: this.markers.filter(({ place }) => !this.turns.isSettled(place)).map((each) => writer.marker(each)),
      ghosts: [...this.ghosts],
      firstExecution: this.firstExecution,
      at: this.at,
      unidentified: this.unidentified,
      tasks: writer.allTasks(),
    };
    return state as unknown as JsonValue;
  }

  /** @param given what `state` gave. */
  restore(source: TraceSource, given: JsonValue): void {
    const state = given as unknown as ReaderState;
    const sessions = state.sessions.map((session) => ({ ...session }));
    const counts = new Map<SessionDraft, number>();
    const list = state.list.map(([number, id, startedAt, prompt]): Turn => {
      const session = sessions[number] ?? NO_SESSION;
      const index = (counts.get(session) ?? 0) + 1;
      counts.set(session, index);
      return { session, index, id, startedAt, prompt };
    });
    const reader = new StateReader(source, sessions, list, state.tasks);
    this.session = reader.session(0);
    this.ancestry = Ancestry.restored(this.session, sessions.slice(1), state.ancestry);
    this.turns = Turns.restored(state.turns, reader);
    this.calls.restore(state.calls, reader);
    this.markers.push(...state.markers.map((marker) => reader.marker(marker)));
    for (const id of state.ghosts) {
      this.ghosts.add(id);
    }
    this.firstExecution = state.firstExecution;
    this.at = state.at;
    this.unidentified = state.unidentified;
  }

  /** The first one owns the file; one of another id begins copied history (formats/codex.md, 4). */
  private meta({ payload, bare, pointer }: CodexRecord): void {
    const told = sessionOf(payload, bare);
    if (this.session === null && told !== null) {
      this.outline?.meta(payload);
    }
    if (told === null) {
      this.diagnostics.count('record_unparsable');
    } else if (this.session === null) {
      this.session = told;
      this.ancestry = new Ancestry(told, pointer, {
        hasBase: objectOf(payload.history_base) !== null,
        firstOwnOrdinal: numberOf(payload.subagent_history_start_ordinal),
        firstOwnLine: this.firstOwnLine,
      });
    } else if (told.id === this.session.id) {
      updateSession(this.session, payload);
    } else {
      this.ancestry?.addAncestor(told, pointer);
    }
  }

  /** Takes the file for one of the session that who asks for it names. */
  private assume(pointer: TracePointer): void {
    const { assumed } = pointer.source;
    if (assumed !== undefined) {
      this.isAssumed = true;
      this.session = bareSession('codex', assumed);
      this.ancestry = new Ancestry(this.session, pointer, {
        hasBase: false,
        firstOwnOrdinal: null,
        firstOwnLine: this.firstOwnLine,
      });
    }
  }

  private told(record: CodexRecord): Told {
    return { record: { pointer: record.pointer, time: record.time }, at: this.at };
  }

  private call(record: CodexRecord, place: Place): void {
    const { tool, callId, shape } = toolCallOf(record.payload);
    if (callId !== null) {
      this.calls.ask(callId);
    }
    if (shape === null) {
      return;
    }
    const cwd = this.cwdOf(place);
    const patch = patchPart(shape, cwd);
    const commands = commandParts(shape, cwd);
    if (patch === null && commands.length === 0) {
      return;
    }
    this.add({
      callId,
      tool,
      place,
      asked: this.told(record),
      patch,
      commands,
      program: record.payload.type === 'custom_tool_call' && tool === 'exec' ? programPart(shape) : null,
      output: null,
      execution: null,
      structured: null,
    });
  }

  /** A command that a record tells of by itself: of a call, or of a program of code mode. */
  private execution(record: CodexRecord, item: JsonObject, place: Place): void {
    const execution = executionOf(item);
    if (execution === null) {
      return;
    }
    const { callId, tool, shape, result } = execution;
    const told = { ...this.told(record), result };
    const call = this.calls.latest(callId);
    const kept = this.calls.kept(callId);
    if (call !== undefined) {
      call.execution ??= told;
    } else if (kept !== undefined) {
      this.lacks ||= kept === 'unsure';
    } else if (shape !== null && (callId === null || !this.calls.wasAsked(callId))) {
      const cwd = execution.cwd ?? this.cwdOf(place);
      const parts = { patch: patchPart(shape, cwd), commands: commandParts(shape, cwd), program: null };
      if (parts.commands.length > 0) {
        this.add({ callId, tool, place, asked: told, ...parts, output: told, execution: null, structured: null });
      }
    }
  }

  /** The directory in force, as far as the file is read. */
  private cwdOf(place: Place): string | null {
    return cwdOf(place) ?? this.session?.cwd ?? null;
  }

  private add(call: Call): void {
    this.touched = call;
    this.calls.add(call);
  }

  private output(record: CodexRecord): void {
    const call = this.calls.latest(textOf(record.payload.call_id));
    if (call !== undefined && call.output === null) {
      const { output } = record.payload;
      const result = call.program === null ? resultOf(output) : scriptResultOf(output);
      call.output = { ...this.told(record), result };
      this.touched = call;
    }
  }

  private structured(record: CodexRecord, callId: string | null, told: JsonObject, place: Place): void {
    if (this.calls.kept(callId) !== undefined) {
      this.lacks = true;
      return;
    }
    const structured = { ...this.told(record), outcome: structuredOutcome(told), changes: structuredHeads(told) };
    const call = this.calls.latest(callId);
    if (call === undefined) {
      this.add({
        callId,
        tool: 'apply_patch',
        place,
        asked: null,
        patch: null,
        commands: [],
        program: null,
        output: null,
        execution: null,
        structured,
      });
    } else {
      call.structured ??= structured;
      this.touched = call;
    }
  }

  private ghost(record: CodexRecord, place: Place): void {
    const ghost = ghostOf(record.payload);
    if (ghost === null) {
      this.diagnostics.count('snapshot_invalid');
    } else if (!this.ghosts.has(ghost.id)) {
      this.ghosts.add(ghost.id);
      this.markers.push({
        place,
        told: this.told(record),
        what: { kind: 'snapshot', commit: ghost.id, parent: ghost.parent, store: null },
      });
    }
  }

  private event(record: CodexRecord, session: SessionDraft, place: () => Place): void {
    const { payload } = record;
    const turnId = textOf(payload.turn_id);
    switch (payload.type) {
      case 'task_started':
      case 'turn_started':
        this.outline?.begin();
        this.turns.begin(this.at, turnId);
        break;
      case 'task_complete':
      case 'turn_complete':
      case 'turn_aborted':
        this.outline?.end(payload);
        this.turns.end(turnId);
        break;
      case 'user_message':
        if (payload.kind === undefined || payload.kind === 'plain' || payload.kind === null) {
          this.message(record, null, session, textOf(payload.message) ?? '');
        }
        break;
      case 'thread_settings_applied': {
        const settings = objectOf(payload.thread_settings) ?? payload;
        this.outline?.model(modelIn(settings));
        this.turns.settings(this.at, modelIn(settings), directoryOf(settings.cwd));
        break;
      }
      case 'thread_name_updated':
        this.outline?.name(textOf(payload.thread_name));
        break;
      case 'patch_apply_end':
        this.structured(record, textOf(payload.call_id), payload, place());
        break;
      case 'undo_completed':
        if (payload.success === true) {
          const snapshot = /\b[0-9a-f]{7,64}\b/.exec(textOf(payload.message) ?? '')?.[0] ?? null;
          this.rewind(record, place(), { files: 'restored', snapshot, turns: null });
        }
        break;
      case 'thread_rolled_back':
        this.rewind(record, place(), { files: 'untouched', snapshot: null, turns: numberOf(payload.num_turns) });
        break;
    }
  }

  private completed(record: CodexRecord, session: SessionDraft, place: () => Place): void {
    const item = objectOf(record.payload.item);
    const type = textOf(item?.type) ?? '';
    if (item === null || !isKnownCompletedItem(type)) {
      this.diagnostics.count('record_unknown_type');
    } else if (type === 'UserMessage') {
      this.message(record, textOf(record.payload.turn_id), session, contentText(item.content));
    } else if (type === 'FileChange') {
      this.structured(record, textOf(item.id), item, place());
    } else if (type === 'CommandExecution') {
      this.execution(record, item, place());
    }
  }

  /** Before there were events, messages themselves told what the person said, and where the session ran (formats/codex.md, 3 and 9.5). */
  private bareMessage(record: CodexRecord, session: SessionDraft): void {
    if (!record.bare || record.payload.type !== 'message' || record.payload.role !== 'user') {
      return;
    }
    const text = contentText(record.payload.content);
    const cwd = environmentCwd(text);
    if (cwd !== null) {
      session.cwd ??= detached(cwd);
      this.turns.context(this.at, null, null, detached(cwd));
    }
    this.message(record, null, session, text);
  }

  private message(record: CodexRecord, turnId: string | null, session: SessionDraft, text: string): void {
    if (isPersons(text)) {
      this.outline?.message(text);
      const time = session === this.session ? record.time : null;
      this.turns.message(this.at, turnId, session, time, detached(promptOf(text)));
    }
  }

  private rewind(record: CodexRecord, place: Place, what: Pick<RewindEvent, 'files' | 'snapshot' | 'turns'>): void {
    this.markers.push({ place, told: this.told(record), what: { kind: 'rewind', ...what } });
  }
}

/** Of a source that names none. */
const NO_SESSION = bareSession('codex', '');

/** The turn that a record names itself. */
function turnIdOf({ payload }: CodexRecord): string | null {
  return textOf(payload.turn_id) ?? textOf(objectOf(payload.internal_chat_message_metadata_passthrough)?.turn_id);
}

/** The model in a `turn_context` or in settings, in the forms of its releases (formats/codex.md, 5). */
function modelIn(payload: JsonObject): string | null {
  const mode = objectOf(payload.collaboration_mode);
  return textOf(payload.model) ?? textOf(objectOf(mode?.settings)?.model) ?? textOf(mode?.model);
}
