import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Namespace of names that are addresses (RFC 4122, appendix C). */
const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** UUID of version 5, lowercase. @param namespace a UUID. */
export function uuidV5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8');
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a session as a ledger's thread: its own where that is a UUID, else one made of it. Uppercase. */
export function threadIdOf(agent: string, session: string): string {
  return (isUuid(session) ? session : uuidV5(URL_NAMESPACE, `ai-blame:${agent}:${session}`)).toUpperCase();
}

/**
 * The id of a turn: its own where that is a UUID, else one made of its number. Uppercase.
 * @param number from 1, in the order of the trace.
 */
export function turnIdOf(thread: string, recorded: string | null, number: number): string {
  return (recorded !== null && isUuid(recorded) ? recorded : uuidV5(thread, `turn/${number}`)).toUpperCase();
}
