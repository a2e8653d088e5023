import { type JsonObject, objectOf, parsedObject, textOf } from '../json-values.js';
import { isoTime } from '../times.js';

/** Who sent a message. */
export type Sender = 'client' | 'agent';

/** One line of a capture (formats/acp.md, 1.1). */
export type CaptureLine =
  | { readonly kind: 'header'; readonly header: JsonObject }
  | {
      readonly kind: 'message';
      readonly message: JsonObject;
      /** null: the line does not say, and the message does not show it (an answer without its envelope). */
      readonly from: Sender | null;
      /** One connection of several; empty where none is named. */
      readonly connection: string;
      readonly time: string | null;
      /** Whether the line has a time that is none. */
      readonly isTimeBroken: boolean;
    };

const SENDERS: Readonly<Record<string, Sender>> = { client_to_agent: 'client', agent_to_client: 'agent' };

/** Methods that the agent calls; all others are the client's (formats/acp.md, 2). */
const OF_AGENT = /^(?:session\/(?:update|request_permission)$|fs\/|terminal\/)/;

/** Reads a line: in its envelope, or bare JSON-RPC; null for anything else. */
export function captureLineOf(text: string): CaptureLine | null {
  const line = parsedObject(text);
  if (line === null) return null;
  if (line.kind === 'header') return { kind: 'header', header: line };
  const inner = objectOf(line.msg);
  const message = inner ?? line;
  if (!isMessage(message)) return null;
  const method = textOf(message.method);
  const named = inner === null ? undefined : SENDERS[String(line.dir)];
  const shown = method === null ? null : OF_AGENT.test(method) ? 'agent' : 'client';
  const time = inner === null ? null : isoTime(line.time);
  return {
    kind: 'message',
    message,
    from: named ?? shown,
    connection: inner === null ? '' : (textOf(line.conn) ?? ''),
    time,
    isTimeBroken: inner !== null && time === null && line.time !== undefined,
  };
}

function isMessage(value: JsonObject): boolean {
  return typeof value.method === 'string' || (value.id !== undefined && ('result' in value || 'error' in value));
}
