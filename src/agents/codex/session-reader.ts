import type { AgentEvent, RewindEvent, SnapshotEvent } from '../../model/agent-event.js';
import type { TracePointer, TraceSource } from '../../model/session.js';
import type { Verdict } from '../../scan/scan-records.js';
import type { SessionTrace } from '../agent-adapter.js';
import { Ancestry } from './ancestry.js';
import { commandsOf, eventBase, fileChangesOf, isUnreadable } from './call-events.js';
import { commandParts, patchPart, programPart } from './call-parts.js';
import { toolCallOf } from './calls.js';
import { firstLineAfterCopies } from './copied-burst.js';
import { Diagnostics } from './diagnostics.js';
import { executionOf } from './executions.js';
import { callIdOf, executionIdOf, isKnownCompletedItem, kindOf, readHeader, unwanted } from './headers.js';
import { detached, type JsonObject, numberOf, objectOf, textOf } from './json-values.js';
import { contentText, environmentCwd, isPersons, promptOf } from './messages.js';
import { resultOf, scriptResultOf, structuredOutcome } from './outcomes.js';
import { structuredHeads } from './patches.js';
import { directoryOf } from './paths.js';
import type { Call, Told } from './pending-calls.js';
import { recordPlace } from './record-place.js';
import { type CodexRecord, type RecordSink, readRecords } from './records.js';
import { bareSession, type SessionDraft, sessionOf, updateSession } from './sessions.js';
import { ghostOf } from './snapshots.js';
import { cwdOf, type Place, Turns } from './turns.js';

/**
 * Reads all events of a source.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function readSession(source: TraceSource): SessionTrace {
  const reader = read(source, null);
  const copies = reader.copiesByTime();
  const firstOwn = copies === null ? null : firstLineAfterCopies(copies);
  return (firstOwn === null ? reader : read(source, firstOwn)).finish(source);
}

function read(source: TraceSource, firstOwnLine: number | null): SessionReader {
  const diagnostics = new Diagnostics();
  const reader = new SessionReader(diagnostics, firstOwnLine);
  readRecords(source, reader, diagnostics);
  return reader;
}

class SessionReader implements RecordSink {
  private readonly diagnostics: Diagnostics;
  private readonly firstOwnLine: number | null;
  private readonly turns = new Turns();
  private readonly calls: Call[] = [];
  /** Calls whose results are of interest, the latest by id. */
  private readonly waiting = new Map<string, Call>();
  /** Ids of all calls. */
  private readonly asked = new Set<string>();
  /** Place of the record before the first one that tells of a command by itself. */
  private firstExecution: number | null = null;
  private readonly placed: (() => SnapshotEvent | RewindEvent)[] = [];
  private readonly ghosts = new Set<string>();
  private session: SessionDraft | null = null;
  private ancestry: Ancestry | null = null;
  /** Place of the record that is being read, or was read last. */
  private at = 0;
  private unidentified = false;

  /** @param firstOwnLine where the copies of a fork end, from 1, if its times tell it; null: its ids do. */
  constructor(diagnostics: Diagnostics, firstOwnLine: number | null) {
    this.diagnostics = diagnostics;
    this.firstOwnLine = firstOwnLine;
  }

  /** Where copies begin whose end only the times of the lines can tell, or null. */
  copiesByTime(): TracePointer | null {
    return this.ancestry?.needsTimes ?? null;
  }

  test(bytes: Buffer, start: number, end: number): Verdict {
    switch (readHeader(bytes, start, end)) {
      case 'skip':
        return unwanted(bytes, start);
      case 'bare_skip':
        return 'skip';
      case 'output': {
        const id = callIdOf(bytes, start, end);
        return id === null || this.waiting.has(id) ? 'want' : unwanted(bytes, start);
      }
      case 'execution': {
        this.firstExecution ??= this.at;
        const id = executionIdOf(bytes, start, end);
        return id === null || this.isOpen(id) ? 'want' : unwanted(bytes, start);
      }
      default:
        return 'want';
    }
  }

  record(record: CodexRecord): void {
    this.at = recordPlace(record.pointer);
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
    if (this.session === null || this.ancestry === null) {
      this.unidentified ||= kind === 'call' || kind === 'ghost' || kind === 'event' || kind === 'item_completed';
      return;
    }
    const turnId = turnIdOf(record);
    const inherited = this.ancestry.isCopy(record, turnId);
    const session = inherited ? this.ancestry.originOf(turnId ?? this.turns.currentId()) : this.session;
    const place = () => this.turns.place(this.at, turnId, session, inherited);
    switch (kind) {
      case 'context':
        this.turns.context(this.at, turnId, modelIn(payload), directoryOf(payload.cwd));
        break;
      case 'call':
        this.call(record, place());
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

  finish(source: TraceSource): SessionTrace {
    if (this.unidentified && this.session === null) {
      this.diagnostics.count('session_unidentified');
    }
    const events: AgentEvent[] = this.placed.map((make) => make());
    for (const call of this.calls) {
      this.diagnostics.count('patch_unreadable', isUnreadable(call) ? 1 : 0);
      events.push(...fileChangesOf(call), ...commandsOf(call, this.firstExecution));
    }
    events.sort((a, b) => a.seq - b.seq);
    const session = this.session ?? bareSession('');
    return { source, session, turns: this.turns.list, events, warnings: this.diagnostics.warnings(source) };
  }

  /** The first one owns the file; one of another id begins copied history (formats/codex.md, 4). */
  private meta({ payload, bare, pointer }: CodexRecord): void {
    const told = sessionOf(payload, bare);
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

  private told(record: CodexRecord): Told {
    return { record: { pointer: record.pointer, time: record.time }, at: this.at };
  }

  private call(record: CodexRecord, place: Place): void {
    const { tool, callId, shape } = toolCallOf(record.payload);
    if (callId !== null) {
      this.asked.add(detached(callId));
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
      tool: detached(tool),
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
    const call = callId === null ? undefined : this.waiting.get(callId);
    if (call !== undefined) {
      call.execution ??= told;
    } else if (shape !== null && (callId === null || !this.asked.has(callId))) {
      const cwd = execution.cwd ?? this.cwdOf(place);
      const parts = { patch: patchPart(shape, cwd), commands: commandParts(shape, cwd), program: null };
      if (parts.commands.length > 0) {
        this.add({ callId, tool, place, asked: told, ...parts, output: told, execution: null, structured: null });
      }
    }
  }

  /** Whether the record of a command may tell something new: that of no call, or the end of a call that may write. */
  private isOpen(id: string): boolean {
    return !this.asked.has(id) || (this.waiting.get(id)?.commands.length ?? 0) > 0;
  }

  /** The directory in force, as far as the file is read. */
  private cwdOf(place: Place): string | null {
    return cwdOf(place) ?? this.session?.cwd ?? null;
  }

  private add(call: Call): void {
    this.calls.push(call);
    if (call.callId !== null) {
      this.waiting.set(call.callId, call);
    }
  }

  private output(record: CodexRecord): void {
    const call = this.waiting.get(textOf(record.payload.call_id) ?? '');
    if (call !== undefined && call.output === null) {
      const { output } = record.payload;
      const result = call.program === null ? resultOf(output) : scriptResultOf(output);
      call.output = { ...this.told(record), result };
    }
  }

  private structured(record: CodexRecord, callId: string | null, told: JsonObject, place: Place): void {
    const structured = { ...this.told(record), outcome: structuredOutcome(told), changes: structuredHeads(told) };
    const call = callId === null ? undefined : this.waiting.get(callId);
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
    }
  }

  private ghost(record: CodexRecord, place: Place): void {
    const ghost = ghostOf(record.payload);
    if (ghost === null) {
      this.diagnostics.count('snapshot_invalid');
    } else if (!this.ghosts.has(ghost.id)) {
      this.ghosts.add(ghost.id);
      const told = this.told(record);
      this.placed.push(() => ({
        kind: 'snapshot',
        ...eventBase(place, told),
        commit: ghost.id,
        parent: ghost.parent,
        cwd: this.cwdOf(place),
      }));
    }
  }

  private event(record: CodexRecord, session: SessionDraft, place: () => Place): void {
    const { payload } = record;
    const turnId = textOf(payload.turn_id);
    switch (payload.type) {
      case 'task_started':
      case 'turn_started':
        this.turns.begin(this.at, turnId);
        break;
      case 'task_complete':
      case 'turn_complete':
      case 'turn_aborted':
        this.turns.end(turnId);
        break;
      case 'user_message':
        if (payload.kind === undefined || payload.kind === 'plain' || payload.kind === null) {
          this.message(record, null, session, textOf(payload.message) ?? '');
        }
        break;
      case 'thread_settings_applied': {
        const settings = objectOf(payload.thread_settings) ?? payload;
        this.turns.settings(this.at, modelIn(settings), directoryOf(settings.cwd));
        break;
      }
      case 'patch_apply_end':
        this.structured(record, textOf(payload.call_id), payload, place());
        break;
      case 'undo_completed':
        if (payload.success === true) {
          const snapshot = /\b[0-9a-f]{7,64}\b/.exec(textOf(payload.message) ?? '')?.[0] ?? null;
          this.rewind(record, place(), 'restored', snapshot);
        }
        break;
      case 'thread_rolled_back':
        this.rewind(record, place(), 'untouched', null);
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
      const time = session === this.session ? record.time : null;
      this.turns.message(this.at, turnId, session, time, detached(promptOf(text)));
    }
  }

  private rewind(record: CodexRecord, place: Place, files: RewindEvent['files'], snapshot: string | null): void {
    const told = this.told(record);
    this.placed.push(() => ({ kind: 'rewind', ...eventBase(place, told), files, snapshot }));
  }
}

/** The turn that a record names itself. */
function turnIdOf({ payload }: CodexRecord): string | null {
  return textOf(payload.turn_id) ?? textOf(objectOf(payload.internal_chat_message_metadata_passthrough)?.turn_id);
}

/** The model in a `turn_context` or in settings, in the forms of its releases (formats/codex.md, 5). */
function modelIn(payload: JsonObject): string | null {
  const mode = objectOf(payload.collaboration_mode);
  return textOf(payload.model) ?? textOf(objectOf(mode?.settings)?.model) ?? textOf(mode?.model);
}
