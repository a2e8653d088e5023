import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Ways to keep a trace in a home (formats/codex.md, 2.3), and how often: as it was written, archived, compressed, twice. */
export const STORAGE = {
  archived: 3,
  compressed: 4,
  'archived, compressed': 2,
  'plain and compressed': 2,
  'active and archived': 2,
};

/**
 * Writes a trace into a home, in the shape and at the place of its release.
 * @param trace `{ id, name, startedAt, endedAt, bare, storage, records }`; records: `{ time, type, payload, ordinal }` in order, with
 * the first one of type `session_meta`
 */
export function saveTrace(home, trace) {
  const { lines, path } =
    trace.bare === 'TS' ? typescriptTrace(trace) : trace.bare ? bareTrace(trace) : envelopedTrace(trace);
  const whole = `${lines.join('\n')}\n`;
  const half = `${lines.slice(0, Math.ceil(lines.length / 2)).join('\n')}\n`;
  const archived = join('archived_sessions', path.slice(path.lastIndexOf('/') + 1));
  const write = (name, content) => {
    const file = join(home, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, trace.endedAt / 1000, trace.endedAt / 1000);
  };
  switch (trace.storage ?? 'plain') {
    case 'archived':
      return write(archived, whole);
    case 'compressed':
      return write(`${path}.zst`, zstdFrame(whole));
    case 'archived, compressed':
      return write(`${archived}.zst`, zstdFrame(whole));
    case 'plain and compressed':
      write(`${path}.zst`, zstdFrame(half));
      return write(path, whole);
    case 'active and archived':
      write(archived, half);
      return write(path, whole);
    default:
      return write(path, whole);
  }
}

/** The lines of an enveloped trace (formats/codex.md, 3: R2, R3). */
export function envelopedLines(records) {
  return records.map(({ time, type, payload, ordinal }) =>
    JSON.stringify({ timestamp: iso(time), ...(ordinal === undefined ? {} : { ordinal }), type, payload }),
  );
}

function envelopedTrace({ records, startedAt, name }) {
  return { lines: envelopedLines(records), path: datedPath(startedAt, name) };
}

/** R0 and R1: bare items behind a head without a type; nothing has a time but the head. */
function bareTrace({ bare, id, startedAt, name, records }) {
  const [{ payload: meta }] = records;
  const head = {
    id,
    timestamp: iso(startedAt),
    instructions: null,
    ...(bare === 'R1' && meta.git ? { git: meta.git } : {}),
  };
  const items = records.filter(({ type }) => type === 'response_item').map(({ payload }) => JSON.stringify(payload));
  const state = bare === 'R1' ? ['{"record_type":"state"}'] : [];
  const path = bare === 'R0' ? flatPath(startedAt, id, 'jsonl') : datedPath(startedAt, name);
  return {
    lines: [JSON.stringify(head), ...items.flatMap((item, n) => (n % 4 === 1 ? [...state, item] : [item]))],
    path,
  };
}

/** The TypeScript CLI's: one document, which says no directory. */
function typescriptTrace({ id, startedAt, records }) {
  const items = records.filter(({ type }) => type === 'response_item').map(({ payload }) => payload);
  const document = { session: { timestamp: iso(startedAt), id, instructions: '' }, items };
  return { lines: JSON.stringify(document, null, 2).split('\n'), path: flatPath(startedAt, id, 'json') };
}

function flatPath(startedAt, id, ending) {
  return join('sessions', `rollout-${iso(startedAt).slice(0, 10)}-${id}.${ending}`);
}

function datedPath(startedAt, name) {
  const day = iso(startedAt).slice(0, 10).replaceAll('-', '/');
  return join('sessions', day, `rollout-${iso(startedAt).slice(0, 19).replaceAll(':', '-')}-${name}.jsonl`);
}

/** Bytes of a block at most (RFC 8878, 3.1.1.2). */
const BLOCK = 1 << 17;

/** A zstd frame of raw blocks: what Node 20 can make without a library; that compressed blocks are read is tested elsewhere. */
function zstdFrame(text) {
  const content = Buffer.from(text);
  // Magic number; a single segment whose size is told in four bytes.
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(content.length, 5);
  const parts = [head];
  for (let at = 0; at < content.length; at += BLOCK) {
    const size = Math.min(BLOCK, content.length - at);
    const isLast = at + size === content.length;
    const block = Buffer.alloc(3);
    block.writeUIntLE((size << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(block, content.subarray(at, at + size));
  }
  return Buffer.concat(parts);
}

export function iso(milliseconds) {
  return new Date(milliseconds).toISOString();
}
