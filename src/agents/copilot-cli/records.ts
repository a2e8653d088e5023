import { type JsonObject, objectOf, parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';

/** One line of an event log (formats/copilot.md, A.2). */
export interface EventRecord {
  readonly type: string;
  readonly data: JsonObject;
  readonly id: string | null;
  /** ISO 8601 UTC, or null. */
  readonly time: string | null;
  /** A sub-agent that the record is of. */
  readonly agentId: string | null;
}

/** @returns null where the line is no record. */
export function recordOf(bytes: Buffer): EventRecord | null {
  const record = parsedObject(bytes.toString('utf8'));
  const type = textOf(record?.type);
  const data = objectOf(record?.data);
  if (record === null || type === null || data === null) return null;
  const agentId = textOf(record.agentId) ?? textOf(data.parentToolCallId);
  return { type, data, id: textOf(record.id), time: isoTime(record.timestamp), agentId };
}

/** Kinds that tell nothing of files and can be long; a record begins with its kind. */
const PASSED_BY =
  /^\{"type":"(?:hook\.|system\.message"|assistant\.[a-z_]*delta"|session\.(?:binary_asset|tools_updated)")/;

const LOOKED_AT = 48;

/** Whether a record can be passed by, judged from its first bytes. */
export function isPassedBy(bytes: Buffer, start: number, end: number): boolean {
  return PASSED_BY.test(bytes.toString('latin1', start, Math.min(end, start + LOOKED_AT)));
}

/** Families of kinds that are known; a kind of another family is new. From the product's published event types (1.0.14). */
const FAMILIES = new Set(
  `abort agent assistant auto_mode_switch capabilities command commands elicitation exit_plan_mode external_tool factory hook mcp
   mcp_app model pending_messages permission sampling session session_limits_exhausted skill subagent system tool tool_search ui
   user user_input`.split(/\s+/),
);

export function isKnownKind(type: string): boolean {
  return FAMILIES.has(type.split('.')[0] as string);
}

/** A model's name; null for what stands for none (formats/copilot.md, A.3). */
export function modelOf(value: unknown): string | null {
  const name = textOf(value);
  return name === null || name === 'auto' || name === 'default' ? null : name;
}
