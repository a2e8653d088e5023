import { type JsonObject, objectOf, objectsOf, parsedObject, textOf } from '../json-values.js';

/** Records that hold nothing of edits, reads or commands (formats/claude-code.md, 2). */
const WITHOUT_EVENTS: ReadonlySet<string> = new Set(
  `progress summary custom-title ai-title agent-name agent-color agent-setting mode permission-mode queue-operation attachment
   last-prompt pr-link cost-state frame-link bridge-session atis-latch tag task-summary worktree-state content-replacement
   file-history-snapshot file-history-delta system`.split(/\s+/),
);

export function isKnownType(type: string): boolean {
  return type === 'user' || type === 'assistant' || WITHOUT_EVENTS.has(type);
}

const PROGRESS = Buffer.from('"type":"progress"');
const MESSAGE = Buffer.from('"message":');
const HISTORY = Buffer.from('{"type":"file-history-');

/** Whether a record is one of the backups' index, which are large, many, and told by their first bytes. */
export function isBackupRecord(bytes: Buffer, start = 0): boolean {
  return bytes.compare(HISTORY, 0, HISTORY.length, start, Math.min(start + HISTORY.length, bytes.length)) === 0;
}

/**
 * Whether a record tells of progress only: two thirds of some transcripts. Quotes within texts are escaped, so that the words cannot stand
 * in one; within a message they can be some tool's.
 */
export function isProgressRecord(bytes: Buffer): boolean {
  const at = bytes.indexOf(PROGRESS);
  if (at === -1) return false;
  const message = bytes.indexOf(MESSAGE);
  return message === -1 || at < message;
}

/** Where a record stands in the tree of the conversation. */
export interface TreeLink {
  readonly uuid: string | null;
  readonly parent: string | null;
  /** Goes on from it, across a compaction. */
  readonly logicalParent: string | null;
}

/** The same of a record that is not parsed: its own id is the last one in it. */
export function linkInBytes(bytes: Buffer): TreeLink {
  const parent = /"parentUuid":"([^"]+)"/.exec(bytes.toString('latin1', 0, Math.min(bytes.length, 200)))?.[1] ?? null;
  const at = bytes.lastIndexOf('"uuid":"');
  const uuid = at === -1 ? null : (/^"uuid":"([^"]+)"/.exec(bytes.toString('latin1', at, at + 100))?.[1] ?? null);
  return { uuid, parent, logicalParent: null };
}

export function linkOf(record: JsonObject): TreeLink {
  return {
    uuid: textOf(record.uuid),
    parent: textOf(record.parentUuid),
    logicalParent: textOf(record.logicalParentUuid),
  };
}

/** @returns null where the bytes are no record. */
export function recordOf(bytes: Buffer): JsonObject | null {
  return parsedObject(bytes.toString('utf8'));
}

/** The parts of a message: a text counts as one. */
export function blocksOf(message: unknown): JsonObject[] {
  const content = objectOf(message)?.content;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return objectsOf(content);
}

/** Bytes of a record that hold its message: the part that is the same in every copy of it. */
export interface ByteSpan {
  readonly start: number;
  readonly length: number;
}

const OPENING = Buffer.from('"message":{');
const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/** Null where the record is not spelled as the agent spells it. */
export function messageSpan(bytes: Buffer): ByteSpan | null {
  const at = bytes.indexOf(OPENING);
  if (at === -1) return null;
  const start = at + OPENING.length - 1;
  let depth = 0;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === OPEN) depth++;
    else if (byte === CLOSE && --depth === 0) return { start, length: i + 1 - start };
  }
  return null;
}

/** The name of a model; null for placeholders, which name none. */
export function modelOf(value: unknown): string | null {
  const name = textOf(value);
  return name === null || /^(?:<.*>|auto|default)$/i.test(name) ? null : name;
}
