import { createHash } from 'node:crypto';

/**
 * One text for one value, as RFC 8785 has it: keys in the order of their UTF-16 units, no white space, strings as `JSON.stringify`
 * writes them. Keys without a value are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical text in UTF-8, lower-case hex. */
export function digestOfJson(value: unknown): string {
  return sha256(Buffer.from(canonicalJson(value)));
}

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
