import type { FactVisitor, HistoryFact, HistoryFactType, TellVisitor } from '../../model/history-fact.js';
import type { TraceSource, Turn } from '../../model/session.js';
import type { TranscriptVisitor } from '../../model/transcript-item.js';
import {
  type Part,
  type RecordVisitor,
  type ScannedRecord,
  scanRecords,
  type Verdict,
} from '../../scan/scan-records.js';
import { Diagnostics } from '../diagnostics.js';
import { editData, lineCounts, messageData } from '../fact-data.js';
import { type JsonObject, numberOf, objectOf, textOf } from '../json-values.js';
import { isoTime } from '../times.js';
import { asItems, factsOnly } from '../transcript-items.js';
import { fileChangesOf } from './call-events.js';
import { toolCallOf } from './calls.js';
import { executionOf } from './executions.js';
import { callIdOf, kindOf, type RecordKind, readHeader } from './headers.js';
import * as data from './history-data.js';
import { changeBody } from './load.js';
import { contentText } from './messages.js';
import { resultOf, scriptResultOf, shownText } from './outcomes.js';
import { Outline } from './outline.js';
import { RECORD_BEGIN } from './record-text.js';
import { type CodexRecord, RecordParser, readItems } from './records.js';
import { firstOwnLineOf } from './scan-session.js';
import { type SelfToldCall, SelfToldCalls, toolSearchEnd } from './self-told-calls.js';
import { SessionReader } from './session-reader.js';
import { ghostOf } from './snapshots.js';
import { cwdOf, modelOf, type Place, turnOf } from './tasks.js';
import { TurnLog } from './turn-log.js';

const EVENT = Buffer.from('"type":"event_msg"');

/** `{"timestamp":"` */
const TIME_AT = 14;
const TIME_LENGTH = 24;

/** Kinds of records that make no event, but are part of a history. */
const TOLD: ReadonlySet<RecordKind | null> = new Set([
  'output',
  'execution',
  'answer',
  'bare_answer',
  'tokens',
  'error',
  'compaction',
  'plan',
  'self_told',
]);

const REASONING = [
  Buffer.from('"type":"response_item","payload":{"type":"reasoning"'),
  Buffer.from('{"type":"reasoning"'),
];
const HEADER = 120;

/** Whether a record holds what the model told of its thoughts; judged from its first bytes. */
function isReasoning(bytes: Buffer, start: number, end: number): boolean {
  const head = bytes.subarray(start, Math.min(end, start + HEADER));
  return REASONING.some((begin) => head.includes(begin));
}

/**
 * Tells what happened in a session (formats/run-history.md, 4).
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function tellHistory(source: TraceSource, onFact: FactVisitor): void {
  tell(source, factsOnly(onFact), false);
}

/**
 * Tells the same with all texts, and what the model told of its thoughts.
 * @throws AiBlameError UNREADABLE when the file cannot be opened.
 */
export function tellTranscript(source: TraceSource, onItem: TranscriptVisitor): void {
  tell(source, asItems(onItem), true);
}

function tell(source: TraceSource, onFact: TellVisitor, isWhole: boolean): void {
  const history = new History(source, firstOwnLineOf(source), onFact, isWhole);
  if (source.kind === 'json') {
    readItems(source, { item: (record) => history.told(record), lost: () => {} });
  } else {
    scanRecords(source, history, { inner: RECORD_BEGIN });
  }
  history.end();
}

class History implements RecordVisitor {
  private readonly source: TraceSource;
  private readonly reader: SessionReader;
  private readonly parser: RecordParser;
  private readonly log: TurnLog;
  /** Ids of calls, and whether they are of programs of code mode. */
  private readonly callIds = new Map<string, boolean>();
  private readonly selfToldCalls = new SelfToldCalls();
  /** Calls whose changes were told. */
  private readonly edited = new Set<string>();
  private readonly ghosts = new Set<string>();
  private isStarted = false;
  private tokens = '';
  /** The line with the new history was seen, and not yet the event that tells the compaction again. */
  private isCompacted = false;

  /** Texts are asked for, too. */
  private readonly isWhole: boolean;

  constructor(source: TraceSource, firstOwnLine: number | null, onFact: TellVisitor, isWhole: boolean) {
    const diagnostics = new Diagnostics();
    this.source = source;
    this.isWhole = isWhole;
    this.log = new TurnLog(onFact);
    this.reader = new SessionReader(diagnostics, new Outline(), firstOwnLine);
    this.parser = new RecordParser(source, { record: (record) => this.told(record) }, diagnostics, isWhole);
  }

  test(bytes: Buffer, start: number, end: number, part: Part): Verdict {
    const kind = readHeader(bytes, start, end);
    const verdict = this.reader.verdict(kind, bytes, start, end, part);
    return TOLD.has(kind) || (this.isWhole && isReasoning(bytes, start, end)) ? 'want' : verdict;
  }

  record(record: ScannedRecord): void {
    const { bytes, line } = record;
    const kind = readHeader(bytes, 0, bytes.length);
    if (kind === 'compaction') {
      // It repeats the whole conversation: only that it happened is of interest.
      this.compaction(bytes, line);
    } else if (kind !== 'output' || !this.outputTold(record)) {
      this.parser.parse(record);
    }
  }

  told(record: CodexRecord): void {
    const before = this.reader.ownTurn();
    this.reader.record(record);
    const { payload } = record;
    if (record.type === 'session_meta') {
      if (!this.isStarted && textOf(payload.id) !== null) {
        this.isStarted = true;
        this.log.at(record.pointer.line, record.time, null, null);
        this.log.tell('run_started', data.startData(payload, this.reader.cwd()));
      }
      return;
    }
    const place = this.reader.here?.() ?? null;
    if (place === null || place.inherited || kindOf(record.type, textOf(payload.type) ?? '') === null) {
      return;
    }
    this.comesTo(record.pointer.line, record.time, place);
    const turn = this.reader.ownTurn();
    if (turn !== null && turn !== before) {
      this.message(record, turn, place);
    } else {
      this.other(record, place);
    }
  }

  /** The source was read to its end. */
  end(): void {
    this.log.finish();
  }

  private comesTo(line: number, time: string | null, place: Place): void {
    this.log.at(line, time, place.task.id, turnOf(place), modelOf(place));
    if (!this.isStarted) {
      this.isStarted = true;
      this.log.tell('run_started', data.startData({}, this.reader.cwd()));
    }
  }

  /** Tells an output by its first bytes, where no text is asked for. @returns false: it has to be parsed. */
  private outputTold(record: ScannedRecord): boolean {
    const id = this.isWhole ? null : callIdOf(record.bytes, 0, record.length);
    const isProgram = id !== null && this.callIds.get(id) === true;
    const told = id === null || isProgram ? null : this.reader.tellOutput(id, record, this.source);
    const place = told === null ? null : (this.reader.here?.() ?? null);
    if (told === null || place === null) {
      return false;
    }
    this.comesTo(record.line, told.time, place);
    this.log.start(modelOf(place));
    this.log.tell('tool_result', data.resultData(told.callId, told.result));
    return true;
  }

  private message({ payload, bare }: CodexRecord, turn: Turn, place: Place): void {
    this.log.begin(turn);
    const model = modelOf(place);
    if (model !== null || bare) {
      this.log.start(model);
    }
    const said = objectOf(payload.item)?.content ?? payload.content;
    const text = textOf(payload.message) ?? contentText(said);
    this.log.said(messageData(text), text);
  }

  private other(record: CodexRecord, place: Place): void {
    const { payload } = record;
    const kind = kindOf(record.type, textOf(payload.type) ?? '');
    if (kind !== 'ghost' && kind !== 'tokens' && (kind !== 'context' || modelOf(place) !== null)) {
      this.log.start(modelOf(place));
    }
    switch (kind) {
      case 'call':
      case 'custom':
        this.call(payload, place);
        break;
      case 'output':
        this.output(payload);
        break;
      case 'ghost':
        this.ghost(payload);
        break;
      case 'tokens':
        this.tokenCount(payload);
        break;
      case 'answer':
        this.answer(textOf(payload.message) ?? '');
        break;
      case 'compaction':
        this.compacted(record.type === 'event_msg');
        break;
      case 'self_told':
        this.selfTold(payload, place);
        break;
      case 'error':
        this.log.fails(textOf(payload.message));
        break;
      case 'event':
        this.event(payload);
        break;
      case 'item_completed':
        this.completed(payload, place);
        break;
      default:
        if (record.bare && payload.type === 'message' && payload.role === 'assistant') {
          this.answer(contentText(payload.content));
        } else {
          this.thought(record);
        }
    }
    this.edits(record);
  }

  private call(payload: JsonObject, place: Place): void {
    this.log.goesOn();
    this.selfToldCalls.apart();
    const callId = textOf(payload.call_id);
    if (callId !== null) {
      this.callIds.set(callId, payload.type === 'custom_tool_call' && payload.name === 'exec');
    }
    const call = toolCallOf(payload);
    const input = (): unknown => data.inputOf(payload);
    this.log.tell('tool_call', data.callData(payload, call), data.callDetail(call, payload, this.cwdAt(place)), {
      input,
    });
    this.tellIf('plan_updated', data.planData(payload));
    this.tellIf('approval_requested', data.approvalData(payload));
  }

  private output({ call_id, output }: JsonObject): void {
    const isProgram = this.callIds.get(textOf(call_id) ?? '') === true;
    this.log.tell(
      'tool_result',
      data.resultData(textOf(call_id), isProgram ? scriptResultOf(output) : resultOf(output)),
      {},
      { output: () => shownText(output) },
    );
  }

  private ghost(payload: JsonObject): void {
    const ghost = ghostOf(payload);
    if (ghost !== null && !this.ghosts.has(ghost.id)) {
      this.ghosts.add(ghost.id);
      this.log.tell('snapshot_taken', { commit: ghost.id, parent: ghost.parent });
    }
  }

  /** Told where they rose: some releases write them several times. */
  private tokenCount(payload: JsonObject): void {
    const told = data.tokensData(payload);
    const text = JSON.stringify(told);
    if (told !== null && text !== this.tokens) {
      this.tokens = text;
      this.log.tell('token_usage', told);
    }
  }

  private answer(text: string): void {
    this.log.tell('agent_message_complete', messageData(text), { text });
    this.log.answered();
  }

  /** Summaries of it, and in some releases all of it; mostly it is encrypted (formats/codex.md, 6). */
  private thought({ type, payload }: CodexRecord): void {
    if (this.isWhole && type === 'response_item' && payload.type === 'reasoning') {
      const text = [payload.summary, payload.content].map(contentText).filter((part) => part !== '');
      if (text.length > 0) {
        this.log.thought(text.join('\n'));
      }
    }
  }

  private event(payload: JsonObject): void {
    switch (payload.type) {
      case 'task_started':
      case 'turn_started':
        this.log.beginTask();
        break;
      case 'task_complete':
      case 'turn_complete':
        this.log.endTask(objectOf(payload.error) !== null, numberOf(payload.duration_ms));
        break;
      case 'turn_aborted':
        this.log.abort(textOf(payload.reason));
        break;
      case 'thread_rolled_back':
        this.log.tell('thread_rolled_back', { turns: numberOf(payload.num_turns), files: 'untouched' });
        break;
      case 'undo_completed':
        if (payload.success === true) {
          this.log.tell('thread_rolled_back', { turns: 1, files: 'restored' });
        }
        break;
    }
  }

  private completed(payload: JsonObject, place: Place): void {
    const item = objectOf(payload.item);
    switch (item?.type) {
      case 'AgentMessage':
        this.answer(contentText(item.content));
        break;
      case 'Plan':
        this.log.tell('plan_updated', {
          ...data.NO_STEPS,
          ...messageData(textOf(item.text) ?? contentText(item.content)),
        });
        break;
      case 'CommandExecution':
        this.execution(item, place);
        break;
      case 'ContextCompaction':
        this.compacted(true);
        break;
      default:
        this.selfTold(item ?? {}, place);
    }
  }

  private selfTold(payload: JsonObject, place: Place): void {
    if (payload.type === 'exec_command_end') {
      this.execution({ ...payload, id: payload.call_id }, place);
      return;
    }
    if (payload.type === 'tool_search_output') {
      this.ended(textOf(payload.call_id), toolSearchEnd(payload));
      return;
    }
    const call = this.selfToldCalls.next(payload, (id) => this.callIds.has(id));
    if (call === null) {
      return;
    }
    const { callId, tool, item, command, input, end } = call;
    if (callId !== null) {
      this.callIds.set(callId, false);
    }
    this.log.goesOn();
    this.log.tell('tool_call', { call_id: callId, tool, command }, { item }, { input: () => input });
    if (end !== null) {
      this.ended(callId, end);
    }
  }

  private ended(callId: string | null, { result, output }: NonNullable<SelfToldCall['end']>): void {
    this.log.tell('tool_result', data.resultData(callId, result), {}, { output: () => output });
  }

  /** A command that a program of code mode ran: no call names it. */
  private execution(item: JsonObject, place: Place): void {
    const execution = executionOf(item);
    if (execution === null || (execution.callId !== null && this.callIds.has(execution.callId))) {
      return;
    }
    const { callId, tool, cwd, result } = execution;
    const ran = Array.isArray(item.command) ? item.command.map(String) : (textOf(item.command) ?? '');
    const command = data.commandPreview(ran);
    this.log.goesOn();
    const detail = data.commandDetail(ran, cwd ?? this.cwdAt(place));
    this.log.tell('tool_call', { call_id: callId, tool, command }, detail, { input: () => ran });
    const output = (): string | null => textOf(item.aggregated_output);
    this.log.tell('tool_result', data.resultData(callId, result), {}, { output });
  }

  /** Changes of files that the record tells of. */
  private edits({ pointer }: CodexRecord): void {
    const call = this.reader.touched;
    if (call === null || (call.callId !== null && this.edited.has(call.callId))) {
      return;
    }
    for (const event of fileChangesOf(call)) {
      const isHere = event.trace.line === pointer.line && event.trace.offset === pointer.offset;
      if (isHere && event.outcome === 'applied') {
        this.edited.add(call.callId ?? '');
        const counts = lineCounts(changeBody(event));
        this.log.edit(editData(event, counts, this.reader.cwd()), counts);
      }
    }
  }

  private compaction(bytes: Buffer, line: number): void {
    const place = this.reader.here?.() ?? null;
    if (place !== null && !place.inherited) {
      const time = isoTime(bytes.toString('latin1', TIME_AT, TIME_AT + TIME_LENGTH));
      this.log.at(line, time, place.task.id, turnOf(place));
      this.compacted(bytes.subarray(0, 200).includes(EVENT));
    }
  }

  /** Newer releases write two records: a line with the new history, and an event. */
  private compacted(isEvent: boolean): void {
    if (!isEvent || !this.isCompacted) {
      this.log.tell('context_compacted', {});
    }
    this.isCompacted = !isEvent;
  }

  private cwdAt(place: Place): string | null {
    return cwdOf(place) ?? this.reader.cwd();
  }

  private tellIf(type: HistoryFactType, told: HistoryFact['data'] | null): void {
    if (told !== null) {
      this.log.tell(type, told);
    }
  }
}
