import type { Verdict } from '../../scan/scan-records.js';
import { Literal, Names, viewOf } from './byte-literals.js';
import { RECORD_BEGIN } from './record-text.js';

/**
 * What a record is, told by its first bytes. Codex writes compact JSON with `timestamp`, (`ordinal`,) `type`, `payload.type` in that
 * order, so the kind stands at a known place (formats/codex.md, 3 and 15). Everything that does not follow this pattern byte by byte
 * has no header here and must be parsed: the test can only ever save work, never lose a record.
 */
export type RecordKind =
  | 'skip'
  | 'meta'
  | 'context'
  | 'call'
  /** A call whose input is no JSON: a patch, a program. */
  | 'custom'
  | 'output'
  | 'ghost'
  | 'event'
  | 'item_completed'
  | 'execution'
  /** What the model said. */
  | 'answer'
  | 'tokens'
  | 'error'
  /** The model's history was shortened. */
  | 'compaction'
  | 'plan'
  /** A call, or its end, that only a history tells of (`self-told-calls.ts`). */
  | 'self_told'
  | 'bare_message'
  | 'bare_answer'
  | 'bare_skip';

/** Kinds of lines (formats/codex.md, 3). */
const LINES: Readonly<Record<string, RecordKind | 'response_item' | 'event_msg'>> = {
  session_meta: 'meta',
  turn_context: 'context',
  response_item: 'response_item',
  event_msg: 'event_msg',
  compacted: 'compaction',
  world_state: 'skip',
  session_state: 'skip',
  token_usage_record: 'skip',
  inter_agent_communication: 'skip',
  inter_agent_communication_metadata: 'skip',
};

/** Kinds of `response_item` payloads (formats/codex.md, 6). `message` only counts in bare eras. */
const ITEMS: Readonly<Record<string, RecordKind>> = {
  function_call: 'call',
  custom_tool_call: 'custom',
  local_shell_call: 'call',
  function_call_output: 'output',
  custom_tool_call_output: 'output',
  local_shell_call_output: 'output',
  ghost_snapshot: 'ghost',
  message: 'skip',
  agent_message: 'skip',
  reasoning: 'skip',
  tool_search_call: 'self_told',
  tool_search_output: 'self_told',
  web_search_call: 'self_told',
  image_generation_call: 'self_told',
  additional_tools: 'skip',
  compaction: 'skip',
  compaction_summary: 'skip',
  context_compaction: 'skip',
  other: 'skip',
};

/** Kinds of `event_msg` payloads (formats/codex.md, 7). */
const EVENTS: Readonly<Record<string, RecordKind>> = {
  user_message: 'event',
  task_started: 'event',
  turn_started: 'event',
  task_complete: 'event',
  turn_complete: 'event',
  turn_aborted: 'event',
  undo_completed: 'event',
  thread_rolled_back: 'event',
  patch_apply_end: 'event',
  thread_settings_applied: 'event',
  item_completed: 'item_completed',
  agent_message: 'answer',
  agent_reasoning: 'skip',
  agent_reasoning_raw_content: 'skip',
  agent_reasoning_section_break: 'skip',
  token_count: 'tokens',
  entered_review_mode: 'skip',
  exited_review_mode: 'skip',
  context_compacted: 'compaction',
  exec_command_end: 'self_told',
  error: 'error',
  view_image_tool_call: 'self_told',
  collab_agent_spawn_end: 'skip',
  collab_agent_interaction_end: 'skip',
  collab_waiting_end: 'skip',
  collab_close_end: 'skip',
  collab_resume_end: 'skip',
  dynamic_tool_call_request: 'skip',
  dynamic_tool_call_response: 'self_told',
  guardian_assessment: 'skip',
  mcp_tool_call_end: 'self_told',
  web_search_end: 'self_told',
  image_generation_end: 'self_told',
  thread_name_updated: 'event',
  thread_goal_updated: 'skip',
  sub_agent_activity: 'skip',
};

/** Kinds of items of `item_completed`; those that are not named are parsed (formats/codex.md, 7). */
const COMPLETED_ITEMS: Readonly<Record<string, RecordKind>> = {
  HookPrompt: 'skip',
  AgentMessage: 'answer',
  Plan: 'plan',
  Reasoning: 'skip',
  CommandExecution: 'execution',
  DynamicToolCall: 'self_told',
  CollabAgentToolCall: 'skip',
  SubAgentActivity: 'skip',
  WebSearch: 'self_told',
  ImageView: 'self_told',
  Extension: 'skip',
  ImageGeneration: 'self_told',
  EnteredReviewMode: 'skip',
  ExitedReviewMode: 'skip',
  McpToolCall: 'self_told',
  ContextCompaction: 'compaction',
  Sleep: 'skip',
};

/** What is known of a kind that was found by parsing; null: nobody knows it. */
export function kindOf(line: string, payload: string): RecordKind | null {
  const kind = KINDS_OF_LINES.get(line) ?? null;
  if (kind === 'response_item') {
    return KINDS_OF_ITEMS.get(payload) ?? null;
  }
  return kind === 'event_msg' ? (KINDS_OF_EVENTS.get(payload) ?? null) : kind;
}

export function isKnownCompletedItem(type: string): boolean {
  return type === 'UserMessage' || type === 'FileChange' || Object.hasOwn(COMPLETED_ITEMS, type);
}

const KINDS_OF_LINES = new Map(Object.entries(LINES));
const KINDS_OF_ITEMS = new Map(Object.entries(ITEMS));
const KINDS_OF_EVENTS = new Map(Object.entries(EVENTS));

const TIMESTAMP = new Literal('{"timestamp":"');
const TYPE = new Literal('Z","type":"');
const ORDINAL = new Literal('Z","ordinal":');
const TYPE_AFTER_ORDINAL = new Literal(',"type":"');
const ITEM = new Literal('response_item","payload":{"type":"');
const EVENT = new Literal('event_msg","payload":{"type":"');
const BARE_TYPE = new Literal('{"type":"');
const BARE_MESSAGE = new Literal('{"type":"message"');
const STATE = new Literal('{"record_type":"state"}');

const LINE_NAMES = new Names(LINES);
const ITEM_NAMES = new Names(ITEMS);
const EVENT_NAMES = new Names(EVENTS);
const COMPLETED_NAMES = new Names(COMPLETED_ITEMS);

const ITEM_TYPE = Buffer.from('"item":{"type":"');
const ASSISTANT = Buffer.from('"role":"assistant"');
const CALL_ID = Buffer.from('"call_id":"');
const EXECUTION_ID = Buffer.from('{"type":"CommandExecution","id":"');

/** Length of `2025-12-29T16:55:24.605` */
const TIME_LENGTH = 23;
const QUOTE = 0x22;

/** Reads the header of the record that begins at `start`. null: no header of the known pattern, or a kind that nobody knows. */
export function readHeader(bytes: Buffer, start: number, end: number): RecordKind | null {
  const view = viewOf(bytes);
  const base = bytes.byteOffset;
  const stop = base + end;
  const name = lineName(view, base + start, stop);
  if (name === -1) {
    return bareHeader(bytes, start, end);
  }
  if (ITEM.standsAt(view, name, stop)) {
    return ITEM_NAMES.find(view, name + ITEM.length, stop);
  }
  if (EVENT.standsAt(view, name, stop)) {
    const event = EVENT_NAMES.find(view, name + EVENT.length, stop);
    return event === 'item_completed' ? completedItem(bytes, name - base, end) : event;
  }
  const kind = LINE_NAMES.find(view, name, stop);
  return kind === 'response_item' || kind === 'event_msg' ? null : kind;
}

/** Where the name of the line's kind begins, or -1. */
function lineName(view: DataView, start: number, end: number): number {
  if (!TIMESTAMP.standsAt(view, start, end)) {
    return -1;
  }
  const after = start + TIMESTAMP.length + TIME_LENGTH;
  if (TYPE.standsAt(view, after, end)) {
    return after + TYPE.length;
  }
  if (!ORDINAL.standsAt(view, after, end)) {
    return -1;
  }
  let at = after + ORDINAL.length;
  while (at < end && view.getUint8(at) >= 0x30 && view.getUint8(at) <= 0x39) {
    at += 1;
  }
  return TYPE_AFTER_ORDINAL.standsAt(view, at, end) ? at + TYPE_AFTER_ORDINAL.length : -1;
}

function completedItem(bytes: Buffer, at: number, end: number): RecordKind {
  const found = bytes.subarray(at, Math.min(end, at + 400)).indexOf(ITEM_TYPE);
  const name = bytes.byteOffset + at + found + ITEM_TYPE.length;
  const kind = found === -1 ? null : COMPLETED_NAMES.find(viewOf(bytes), name, bytes.byteOffset + end);
  return kind ?? 'item_completed';
}

/** Lines of the bare eras (formats/codex.md, 3: R0, R1). */
function bareHeader(bytes: Buffer, start: number, end: number): RecordKind | null {
  const view = viewOf(bytes);
  const at = bytes.byteOffset + start;
  const stop = bytes.byteOffset + end;
  if (!BARE_TYPE.standsAt(view, at, stop)) {
    return STATE.standsAt(view, at, stop) ? 'bare_skip' : null;
  }
  const kind = ITEM_NAMES.find(view, at + BARE_TYPE.length, stop);
  if (kind !== 'skip') {
    return kind;
  }
  if (!BARE_MESSAGE.standsAt(view, at, stop)) {
    return 'bare_skip';
  }
  const assistant = bytes.subarray(start, Math.min(end, start + 160)).indexOf(ASSISTANT) !== -1;
  return assistant ? 'bare_answer' : 'bare_message';
}

/** The call id of an output, or null where it does not stand in the first bytes. */
export function callIdOf(bytes: Buffer, start: number, end: number): string | null {
  return idBehind(CALL_ID, bytes, start, end);
}

/** The id of a `CommandExecution`, or null where it does not stand in the first bytes. */
export function executionIdOf(bytes: Buffer, start: number, end: number): string | null {
  return idBehind(EXECUTION_ID, bytes, start, end);
}

function idBehind(name: Buffer, bytes: Buffer, start: number, end: number): string | null {
  const head = bytes.subarray(start, Math.min(end, start + 500));
  const found = head.indexOf(name);
  if (found === -1) {
    return null;
  }
  const from = found + name.length;
  const stop = head.indexOf(QUOTE, from);
  const id = stop === -1 ? '' : head.toString('latin1', from, stop);
  return /^[\w-]+$/.test(id) ? id : null;
}

/**
 * Up to this day a crash could leave half a record at the end, and the next one was fused to it on one line
 * (formats/codex.md, 2.3; e7d0e14172 of 2026-07-10; a release or two later to be safe).
 */
const NO_MORE_FUSED = Buffer.from('2026-09');

/** The verdict on a record that is not wanted: whether another one may be fused to it. */
export function unwanted(bytes: Buffer, start: number): Verdict {
  const at = start + TIMESTAMP.length;
  // A bare record begins with `{"type"`.
  if (bytes[start + 3] !== RECORD_BEGIN[3]) {
    return 'skip';
  }
  // A call out of JavaScript costs more than the few bytes.
  for (let index = 0; index < NO_MORE_FUSED.length; index++) {
    const byte = bytes[at + index] ?? 0;
    const limit = NO_MORE_FUSED[index] ?? 0;
    if (byte !== limit) {
      return byte < limit ? 'search' : 'skip';
    }
  }
  return 'skip';
}
