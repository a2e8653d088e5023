import { AiBlameError } from '../../errors.js';
import type { TraceSource } from '../../model/session.js';
import { type SqlDatabase, SqlError, type SqlValue } from '../../sql/database.js';
import { findDriver, NO_DRIVER } from '../../sql/find-driver.js';
import { foreignState, openForeignDatabase } from '../../sql/foreign-database.js';
import { type JsonObject, numberOf, parsedObject, textOf } from '../json-values.js';
import { databaseFile } from './database.js';

/** Blobs that are longer are passed by, in bytes. */
const LONGEST = 64 * 1024 ** 2;

/** So many blobs are looked at. */
const MOST_BLOBS = 1_000_000;

/** What a session of `cursor-agent` keeps (formats/cursor.md, B). */
export interface AgentStore {
  /** Milliseconds since 1970, or null. */
  readonly createdAt: number | null;
  readonly name: string | null;
  /** In the order of the conversation. `length` is the blob's, in bytes; `message` null: it is none. */
  readonly messages: readonly { readonly message: JsonObject | null; readonly length: number }[];
}

/** The one that was read last: its changes are asked for one after the other. */
let kept: { readonly file: string; readonly state: string; readonly store: AgentStore } | null = null;

/**
 * @param isFresh whether it has to be as it is now; else what was read before will do.
 * @throws AiBlameError UNREADABLE where it cannot be read, or there is no SQLite.
 */
export function readAgentStore(source: TraceSource, isFresh: boolean): AgentStore {
  const file = databaseFile(source);
  try {
    const driver = findDriver();
    if (driver === null) throw new AiBlameError('UNREADABLE', NO_DRIVER.message, { hint: NO_DRIVER.hint });
    const state = foreignState(file);
    if (!isFresh && kept?.file === file && kept.state === state) return kept.store;
    const { database, close } = openForeignDatabase(file, driver);
    try {
      const store = database.snapshot(() => storeIn(database));
      kept = { file, state, store };
      return store;
    } finally {
      close();
    }
  } catch (cause) {
    if (!(cause instanceof SqlError || cause instanceof AiBlameError)) throw cause;
    throw new AiBlameError('UNREADABLE', cause.message, { cause });
  }
}

function storeIn(database: SqlDatabase): AgentStore {
  const details = database
    .prepare('SELECT value FROM meta')
    .all([])
    .map(([value]) => detailsIn(value ?? null))
    .find((each) => textOf(each?.latestRootBlobId) !== null);
  const root = textOf(details?.latestRootBlobId);
  const messages = root === null ? [] : messagesBelow(database, root);
  return { createdAt: numberOf(details?.createdAt), name: textOf(details?.name), messages };
}

/** A value is JSON in hexadecimal digits. */
function detailsIn(value: SqlValue): JsonObject | null {
  const text =
    typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
  return /^(?:[0-9a-f]{2})+$/i.test(text) ? parsedObject(Buffer.from(text, 'hex').toString('utf8')) : null;
}

/** Blobs are JSON, or nodes that name others in their order: the conversation is what the newest node leads to, from the first to the last. */
function messagesBelow(database: SqlDatabase, root: string): AgentStore['messages'] {
  const blob = database.prepare(`SELECT data FROM blobs WHERE id = ? AND LENGTH(data) <= ${LONGEST}`);
  const messages: AgentStore['messages'][number][] = [];
  const seen = new Set<string>();
  const waiting = [root];
  for (let id = waiting.pop(); id !== undefined && seen.size < MOST_BLOBS; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const data = blob.get([id])?.[0];
    const bytes = data instanceof Uint8Array ? Buffer.from(data) : Buffer.from(typeof data === 'string' ? data : '');
    if (bytes[0] === 0x7b) messages.push({ message: parsedObject(bytes.toString('utf8')), length: bytes.length });
    else waiting.push(...refsIn(bytes).reverse());
  }
  return messages;
}

/** Fields of 32 bytes in a node of protocol buffers; what names no blob is looked up in vain. */
function refsIn(bytes: Buffer): string[] {
  const refs: string[] = [];
  const reader = { at: 0 };
  while (reader.at < bytes.length) {
    const wire = varint(bytes, reader) & 7;
    if (wire === 0) varint(bytes, reader);
    else if (wire === 1) reader.at += 8;
    else if (wire === 5) reader.at += 4;
    else if (wire === 2) {
      const length = varint(bytes, reader);
      if (length === 32) refs.push(bytes.toString('hex', reader.at, reader.at + length));
      reader.at += length;
    } else break;
  }
  return refs;
}

/** The lower 32 bits or so of a number: longer ones are no lengths. */
function varint(bytes: Buffer, reader: { at: number }): number {
  let value = 0;
  for (let shift = 0; reader.at < bytes.length; shift += 7) {
    const byte = bytes[reader.at++] ?? 0;
    if (shift < 35) value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return value;
}
